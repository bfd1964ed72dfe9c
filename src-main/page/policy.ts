/**
 * What the page may load: its own files and the engine's pictures, nothing else.
 * @param pictures origin of the pictures when it is not the page's own
 */
export function contentSecurityPolicy(pictures = ''): string {
  const from = ["'self'", pictures].join(' ').trim()
  return [
    "default-src 'none'",
    "script-src 'self'",
    // The editor and the panels make style sheets as they run; styles alone can start nothing.
    "style-src 'self' 'unsafe-inline'",
    // data: are the small pictures that come inside a snapshot's facts.
    `img-src ${from} data: blob:`,
    `connect-src ${from}`,
    "font-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Headers of every file of the page, in both faces. */
export function pageHeaders(pictures = ''): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(pictures),
    'x-content-type-options': 'nosniff',
    // The address may carry the token; it must not be told to anybody.
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
  }
}
