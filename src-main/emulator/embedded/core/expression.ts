import { PROGRAM, PROGRAM_SIZE, PROGRAM_STACK } from './layout'
import { peekByte } from './peek'

/**
 * The question that `advanceUntil` asks after each frame: a memory expression as a program for a small
 * stack machine. The wrapper (expressionCode.ts) writes it to PROGRAM, 16 bytes an instruction:
 *
 *   +0 operation · +1 shift · +2 big-endian · +4 address (16 bits) · +6 size (16 bits) · +8 constant (f64), or mask (i32)
 *
 * Numbers are doubles; truth is any number but 0; dividing by 0 gives 0.
 */
const INSTRUCTION: i32 = 16
let length: i32 = 0

export function programAddress(): i32 { return PROGRAM }
export function programRoom(): i32 { return PROGRAM_SIZE / INSTRUCTION }

/** The program at PROGRAM has `count` instructions. */
export function setProgram(count: i32): void {
  length = count * INSTRUCTION
}

/** Is the answer anything but 0? */
export function expressionHolds(): bool {
  // The top of the stack is kept in a local; `sp` is where the one below it goes.
  let sp = PROGRAM_STACK
  let top: f64 = 0
  const end = PROGRAM + length
  for (let at = PROGRAM; at < end; at += INSTRUCTION) {
    const op = <i32>load<u8>(at)
    if (op <= 3) {
      store<f64>(sp, top)
      sp += 8
      if (op == 0) top = load<f64>(at, 8)
      else if (op == 1) top = number(at)
      else if (op == 2) top = decimal(at)
      else top = bits(at)
    } else if (op == 4) top = top == 0 ? 1 : 0
    else if (op == 5) top = -top
    else {
      sp -= 8
      top = binary(op, load<f64>(sp), top)
    }
  }
  return top != 0
}

function binary(op: i32, left: f64, right: f64): f64 {
  switch (op) {
    case 6: return left != 0 && right != 0 ? 1 : 0
    case 7: return left != 0 || right != 0 ? 1 : 0
    case 8: return left == right ? 1 : 0
    case 9: return left != right ? 1 : 0
    case 10: return left < right ? 1 : 0
    case 11: return left <= right ? 1 : 0
    case 12: return left > right ? 1 : 0
    case 13: return left >= right ? 1 : 0
    case 14: return left + right
    case 15: return left - right
    case 16: return left * right
    case 17: return right == 0 ? 0 : left / right
    default: return right == 0 ? 0 : left % right
  }
}

/** 1 to 4 bytes as an unsigned number, masked and shifted. */
function number(at: i32): f64 {
  const address = <i32>load<u16>(at, 4)
  const size = <i32>load<u16>(at, 6)
  const big = load<u8>(at, 2)
  let value: u32 = 0
  for (let i = 0; i < size; i++) value = (value << 8) | <u32>peekByte((address + (big ? i : size - 1 - i)) & 0xffff)
  return <f64>((value & load<u32>(at, 8)) >>> load<u8>(at, 1))
}

/** Binary-coded decimal, most significant digit first. */
function decimal(at: i32): f64 {
  const address = <i32>load<u16>(at, 4)
  const size = <i32>load<u16>(at, 6)
  let value: f64 = 0
  for (let i = 0; i < size; i++) {
    const byte = peekByte((address + i) & 0xffff)
    value = value * 100 + <f64>((byte >> 4) * 10) + <f64>(byte & 15)
  }
  return value
}

/** How many bits are set. */
function bits(at: i32): f64 {
  const address = <i32>load<u16>(at, 4)
  const size = <i32>load<u16>(at, 6)
  let count = 0
  for (let i = 0; i < size; i++) count += popcnt(peekByte((address + i) & 0xffff))
  return count
}
