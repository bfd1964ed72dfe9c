import { CONDITIONS } from './layout'
import { meetCondition } from './events'
import { machine as m } from './machine'
import { mapWram, unwatchPages, watchPage } from './pages'
import { peekByte } from './peek'

/**
 * What `runToBreak` waits for: up to 64 conditions (address, mask, operator, value), 8 bytes each.
 * Those on WRAM and HRAM are tested when something is written there; the others once a frame.
 */
const LIMIT: i32 = 64
let count: i32 = 0
let all: bool = false

/** Operators: 0 equal, 1 not equal, 2 less, 3 greater, 4 written (whatever the value). */
export function addCondition(address: i32, mask: i32, operator: i32, value: i32): bool {
  if (count >= LIMIT) return false
  const at = CONDITIONS + (count++ << 3)
  store<u16>(at, <u16>address)
  store<u8>(at + 2, <u8>mask)
  store<u8>(at + 3, <u8>operator)
  store<u8>(at + 4, <u8>value)
  if (address >= 0xc000) {
    watchPage(echoed(address) >>> 8)
    mapWram(m.wramBank)
  }
  return true
}

export function clearConditions(requireAll: bool): void {
  count = 0
  all = requireAll
  unwatchPages()
  mapWram(m.wramBank)
}

/** 0xE000–0xFDFF shows WRAM again. */
@inline
function echoed(address: i32): i32 {
  return address >= 0xe000 && address < 0xfe00 ? address - 0x2000 : address
}

function holds(at: i32): bool {
  const value = peekByte(load<u16>(at)) & load<u8>(at + 2)
  const wanted = <i32>load<u8>(at + 4)
  switch (load<u8>(at + 3)) {
    case 0: return value == wanted
    case 1: return value != wanted
    case 2: return value < wanted
    case 3: return value > wanted
    default: return false
  }
}

/** Do any, or all, of the conditions hold? */
export function conditionsHold(): bool {
  if (!count) return false
  for (let i = 0; i < count; i++) if (holds(CONDITIONS + (i << 3)) != all) return !all
  return all
}

/** A byte was written to a page with conditions; `address` may be an echo. */
export function written(address: i32, value: i32): void {
  const target = echoed(address)
  for (let i = 0; i < count; i++) {
    const at = CONDITIONS + (i << 3)
    if (echoed(load<u16>(at)) != target) continue
    if (load<u8>(at + 3) == 4 || conditionsHold()) {
      meetCondition()
      return
    }
  }
}
