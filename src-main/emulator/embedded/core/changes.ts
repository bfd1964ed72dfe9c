import { CHANGED_PAGES, ROM, STATE } from './layout'
import { romBanks } from './cartridge/cartridge'
import { seal, stateSize } from './state'

/**
 * What has changed since a state was last taken, page by page: states taken one after the other are nearly the
 * same, and those of a batch are handed out as the pages in which each differs from the one before. Comparing
 * is cheaper than keeping track of every write would be, and cannot miss one.
 */
const PAGE: i32 = 256

/** The state taken last, and after it the pages found to have changed: behind the ROM. */
@inline
function base(): i32 { return ROM + (romBanks << 14) }

@inline
function room(): i32 { return (stateSize() + PAGE - 1) & -PAGE }

export function changesAddress(): i32 { return base() + room() }

export function changedPagesAddress(): i32 { return CHANGED_PAGES }

/** Where the slots begin. */
export function afterChanges(): i32 { return base() + 2 * room() }

/** Takes the machine, sealed, as the one to compare with. */
export function rememberState(): void {
  memory.copy(base(), STATE, stateSize())
}

/**
 * Seals the machine, compares it with the one taken last, and takes it instead. The answer is how many pages
 * differ: their numbers are at CHANGED_PAGES, 16 bits each, their bytes at changesAddress().
 */
export function changedPages(): i32 {
  const size = seal()
  let to = changesAddress()
  let count = 0
  for (let at = 0; at < size; at += PAGE) {
    const known = base() + at
    const length = min(PAGE, size - at)
    if (isSame(STATE + at, known, length)) continue
    store<u16>(CHANGED_PAGES + (count << 1), <u16>(at / PAGE))
    memory.copy(to, STATE + at, length)
    memory.copy(known, STATE + at, length)
    to += PAGE
    count++
  }
  return count
}

/** `length` is a multiple of 32. */
@inline
function isSame(a: i32, b: i32, length: i32): bool {
  let differing = i64x2.splat(0)
  for (let i = 0; i < length; i += 32) {
    const first = v128.xor(v128.load(a + i), v128.load(b + i))
    const second = v128.xor(v128.load(a + i, 16), v128.load(b + i, 16))
    differing = v128.or(differing, v128.or(first, second))
  }
  return !v128.any_true(differing)
}
