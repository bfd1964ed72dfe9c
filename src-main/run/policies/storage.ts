/** A picture on disk. */
export interface StoredPicture {
  id: string
  bytes: number
  isCompressed: boolean
}

/** What to do next about pictures that take too much room. */
export type Cleanup = { kind: 'compress'; ids: string[] } | { kind: 'delete'; ids: string[] }

/** Share of a picture's size that compressing it again leaves, about. */
const COMPRESSED_SHARE = 0.6
/** Deleting goes a little below the limit, so that the very next picture does not ask again. */
const HEADROOM = 0.95
/** The newest pictures are never compressed: somebody is looking at them. */
const FRESH = 200

/** Quality that old pictures are compressed to. */
export const OLD_QUALITY = 70

/**
 * Frees room in steps: the oldest pictures are compressed, and deleted only when that is not enough. Ask again after each step
 * until nothing is to be done.
 * @param pictures the oldest first
 * @param limit bytes they may take together
 */
export function nextCleanup(pictures: readonly StoredPicture[], limit: number): Cleanup | null {
  const used = sum(pictures)
  if (used <= limit) return null
  const loose = pictures.filter(({ isCompressed }) => !isCompressed)
  if (loose.length > 0) {
    return { kind: 'compress', ids: takeUntil(loose, (used - limit) / (1 - COMPRESSED_SHARE)) }
  }
  return { kind: 'delete', ids: takeUntil(pictures, used - limit * HEADROOM) }
}

/** @returns the pictures that `--screenshot-compress` compresses while the run goes on: all but the newest ones */
export function oldPictures(pictures: readonly StoredPicture[]): string[] {
  return pictures.slice(0, Math.max(0, pictures.length - FRESH)).filter(({ isCompressed }) => !isCompressed).map(({ id }) => id)
}

/** @returns the first pictures that take `bytes` together; all when that is not enough */
function takeUntil(pictures: readonly StoredPicture[], bytes: number): string[] {
  const ids: string[] = []
  let taken = 0
  for (const picture of pictures) {
    if (taken >= bytes) break
    taken += picture.bytes
    ids.push(picture.id)
  }
  return ids
}

function sum(pictures: readonly StoredPicture[]): number {
  return pictures.reduce((total, { bytes }) => total + bytes, 0)
}
