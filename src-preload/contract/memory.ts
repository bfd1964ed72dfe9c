/** Part of the CPU's address space: `length` bytes from `address` (0x0000–0xFFFF). */
export interface MemoryRange {
  address: number
  length: number
}

/**
 * A question about memory that an emulator answers by itself after each frame, without a trip to
 * the run loop. Plain data, so that it crosses threads and sockets. Numbers are doubles; truth is
 * any number but 0; comparisons give 1 or 0.
 */
export type MemoryExpression =
  | { op: 'const'; value: number }
  /** `size` bytes (1–4) as an unsigned integer, masked by `mask` and shifted right by `shift`. */
  | { op: 'read'; address: number; size: 1 | 2 | 3 | 4; endian: 'little' | 'big'; mask?: number; shift?: number }
  /** Binary-coded decimal of `size` bytes, most significant digit first. */
  | { op: 'bcd'; address: number; size: number }
  /** How many bits are set in `size` bytes. */
  | { op: 'popcount'; address: number; size: number }
  | { op: 'not' | 'neg'; of: MemoryExpression }
  | {
      op: 'and' | 'or' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%'
      left: MemoryExpression
      right: MemoryExpression
    }
