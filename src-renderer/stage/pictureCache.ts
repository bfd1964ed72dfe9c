/** Fetched pictures by URL, the last used ones kept. */
const MOST = 300
const kept = new Map<string, ImageBitmap>()

/** @returns the picture at once when it is kept, else null */
export function keptPicture(url: string): ImageBitmap | null {
  const bitmap = kept.get(url)
  if (bitmap === undefined) return null
  kept.delete(url)
  kept.set(url, bitmap)
  return bitmap
}

/**
 * Fetches a picture and keeps it.
 * @throws Error with the engine's reason when there is none, DOMException `AbortError` when it was given up
 */
export async function fetchPicture(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  const found = keptPicture(url)
  if (found !== null) return found
  const bitmap = await createImageBitmap(await askPicture(url, signal))
  kept.set(url, bitmap)
  for (const [oldest, old] of kept) {
    if (kept.size <= MOST) break
    kept.delete(oldest)
    old.close()
  }
  return bitmap
}

/**
 * Asks the engine for a picture; the browser keeps what never changes.
 * @throws as {@link fetchPicture}
 */
export async function askPicture(url: string, signal: AbortSignal): Promise<Blob> {
  const answer = await fetch(url, { signal })
  if (!answer.ok) throw new Error(await reasonOf(answer))
  return answer.blob()
}

async function reasonOf(answer: Response): Promise<string> {
  if (answer.headers.get('content-type')?.includes('json') === true) {
    const body = (await answer.json()) as { error?: { message?: unknown } } | null
    if (typeof body?.error?.message === 'string') return body.error.message
  }
  return `the engine answered ${answer.status}`
}
