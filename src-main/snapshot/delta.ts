/**
 * XOR of two states of the same length: what did not change becomes zeros, which LZ4 packs to almost nothing.
 * Its own inverse.
 * @param out where it goes, from the start of a buffer; default: new bytes
 * @returns `out`
 */
export function xorStates(a: Uint8Array, b: Uint8Array, out = new Uint8Array(a.length)): Uint8Array {
  const words = a.length >>> 2
  const left = wordsOf(a, words)
  const right = wordsOf(b, words)
  const result = new Uint32Array(out.buffer, out.byteOffset, words)
  for (let at = 0; at < words; at++) result[at] = (left[at] ?? 0) ^ (right[at] ?? 0)
  for (let at = words * 4; at < a.length; at++) out[at] = (a[at] ?? 0) ^ (b[at] ?? 0)
  return out
}

/** Words need an aligned start; a view into a larger buffer may have none, and is copied then. */
function wordsOf(bytes: Uint8Array, words: number): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes)
  return new Uint32Array(aligned.buffer, aligned.byteOffset, words)
}
