/**
 * A 64-bit hash, made to be fast rather than to withstand an adversary: neighbouring words are
 * multiplied with each other under keys that change from step to step, and the products summed. It
 * reads 32 bytes a step with SIMD. `length` is a multiple of 32.
 */
export function hashOf(from: i32, length: i32): u64 {
  let keyA = i32x4(0x9e3779b9, 0x7f4a7c15, 0xbf58476d, 0x1ce4e5b9)
  let keyB = i32x4(0x94d049bb, 0x133111eb, 0x2545f491, 0x4f6cdd1d)
  const stepA = i64x2.splat(0x9e3779b97f4a7c15)
  const stepB = i64x2.splat(0xd1b54a32d192ed03)
  let low = i64x2.splat(length)
  let high = i64x2.splat(0)
  const end = from + length
  for (let at = from; at < end; at += 32) {
    const a = v128.xor(v128.load(at), keyA)
    const b = v128.xor(v128.load(at, 16), keyB)
    low = i64x2.add(low, i64x2.extmul_low_i32x4_u(a, b))
    high = i64x2.add(high, i64x2.extmul_high_i32x4_u(a, b))
    keyA = i64x2.add(keyA, stepA)
    keyB = i64x2.add(keyB, stepB)
  }
  let hash: u64 = 0x2127599bf4325c37
  hash = mix(hash, low)
  return mix(hash, high)
}

@inline
function mix(hash: u64, lanes: v128): u64 {
  return stir(stir(hash ^ i64x2.extract_lane(lanes, 0)) ^ i64x2.extract_lane(lanes, 1))
}

function stir(value: u64): u64 {
  value = (value ^ (value >> 32)) * 0xd6e8feb86659fd93
  value = (value ^ (value >> 29)) * 0xa0761d6478bd642f
  return value ^ (value >> 32)
}
