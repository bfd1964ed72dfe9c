import xxhash from 'xxhash-wasm'

const { h32Raw, h64Raw, create32 } = await xxhash()

/** The 32-bit hash the LZ4 frame format asks for. */
export function xxh32(...parts: readonly Uint8Array[]): number {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return h32Raw(only)
  const hash = create32()
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** 64-bit hash of a state, to tell a wrongly rebuilt one from the right one. */
export function xxh64(bytes: Uint8Array): bigint {
  return h64Raw(bytes)
}
