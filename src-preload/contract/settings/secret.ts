/** What stands in place of a password. */
export const LEFT_OUT = '***'

/**
 * Takes the password out of an address, also out of its query. A text that is no address is all taken for a secret, since nobody
 * knows what of it is one.
 * @param address e.g. `postgresql://ada:secret@db.lab/results`
 * @returns e.g. `postgresql://ada:***@db.lab/results`
 */
export function withoutPassword(address: string): string {
  const [, scheme, rest = ''] = /^\s*([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(address) ?? []
  if (scheme === undefined) return LEFT_OUT
  // One that was not encoded may hold any of the signs that end it elsewhere, so it reaches to the last @.
  const at = rest.lastIndexOf('@')
  if (at >= 0) {
    const [user = '', ...password] = rest.slice(0, at).split(':')
    return `${scheme}${user}${password.length > 0 ? `:${LEFT_OUT}` : ''}@${withoutSecretParameters(rest.slice(at + 1))}`
  }
  // A colon without a port behind it: somebody forgot the host.
  const forgotten = /^([^:[\]/?#]*):(?!\d*(?:[/?#]|$))/.exec(rest)
  return scheme + (forgotten ? `${forgotten[1] ?? ''}:${LEFT_OUT}` : withoutSecretParameters(rest))
}

/** Values of every parameter whose name speaks of a secret are taken out. */
function withoutSecretParameters(text: string): string {
  return text.replaceAll(/((?:^|[?&;])[^=&;]*(?:pass|pwd|secret|token)[^=&;]*=)[^&;]*/gi, `$1${LEFT_OUT}`)
}
