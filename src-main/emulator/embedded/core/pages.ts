import { machine as m } from './machine'
import { BOOT, READ_PAGES, ROM, VRAM, VRAM_BANK_1, WRAM, WRAM_BANK_2, WRITE_PAGES } from './layout'

/**
 * What the CPU sees where (Pan Docs, "Memory Map"), as physical addresses. They follow from the
 * state (banks), and are set again whenever a bank changes or a state is loaded.
 */
export let rom0: i32 = ROM
export let romN: i32 = ROM + 0x4000
/** Cartridge RAM at 0xA000, or 0 where it is off or is not memory. */
export let cartRam: i32 = 0
/** How much of it can be seen: 0x2000, or less on small chips. */
export let cartRamMask: i32 = 0x1fff
export let vram: i32 = VRAM
export let wramN: i32 = WRAM + 0x1000

/** Set while pages must not be mapped: an OAM DMA owns the bus. */
export let busTaken: bool = false
/** The LCD is on, so that VRAM can be blocked and has to be reached by the slow path. */
export let vramGuarded: bool = true

function map(table: i32, first: i32, count: i32, physical: i32): void {
  const bias = physical ? physical - (first << 8) : 0
  for (let page = first; page < first + count; page++) store<i32>(table + (page << 2), bias)
}

export function mapRom(low: i32, high: i32): void {
  rom0 = low
  romN = high
  if (busTaken) return
  map(READ_PAGES, 0x00, 0x40, low)
  map(READ_PAGES, 0x40, 0x40, high)
  if (!m.booting) return
  // A CGB's boot ROM leaves the cartridge's header (0x0100–0x01FF) visible.
  map(READ_PAGES, 0x00, 0x01, BOOT)
  if (m.cgb) map(READ_PAGES, 0x02, 0x07, BOOT + 0x200)
}

/** Maps cartridge RAM; `physical` 0 sends every access to the cartridge's slow path. */
export function mapCartRam(physical: i32, mask: i32): void {
  cartRam = physical
  cartRamMask = mask
  if (busTaken) return
  const direct = mask == 0x1fff ? physical : 0
  map(READ_PAGES, 0xa0, 0x20, direct)
  map(WRITE_PAGES, 0xa0, 0x20, direct)
}

export function mapVram(bank: i32, guarded: bool): void {
  vram = bank ? VRAM_BANK_1 : VRAM
  vramGuarded = guarded
  if (busTaken) return
  const direct = guarded ? 0 : vram
  map(READ_PAGES, 0x80, 0x20, direct)
  map(WRITE_PAGES, 0x80, 0x20, direct)
}

/** Bank 0 and 1 lie at WRAM, the CGB's other six behind its second bank of VRAM. */
export function mapWram(bank: i32): void {
  wramN = bank < 2 ? WRAM + 0x1000 : WRAM_BANK_2 + ((bank - 2) << 12)
  if (busTaken) return
  map(READ_PAGES, 0xc0, 0x10, WRAM)
  map(READ_PAGES, 0xd0, 0x10, wramN)
  map(READ_PAGES, 0xe0, 0x10, WRAM)
  map(READ_PAGES, 0xf0, 0x0e, wramN)
  memory.copy(WRITE_PAGES + 0xc0 * 4, READ_PAGES + 0xc0 * 4, 0x3e * 4)
  guardWatched()
}

/** Takes every page away (an OAM DMA begins) or gives them back. */
export function takeBus(taken: bool): void {
  busTaken = taken
  if (taken) {
    memory.fill(READ_PAGES, 0, 0x400)
    memory.fill(WRITE_PAGES, 0, 0x400)
    return
  }
  mapRom(rom0, romN)
  mapCartRam(cartRam, cartRamMask)
  mapVram(m.vramBank, vramGuarded)
  mapWram(m.wramBank)
}

/** Pages of WRAM whose writes are watched go the slow way: one bit a page from 0xC0. */
export let watchedPages: u64 = 0

export function watchPage(page: i32): void {
  watchedPages |= (<u64>1) << (page & 0x3f)
}

export function unwatchPages(): void {
  watchedPages = 0
}

function guardWatched(): void {
  if (!watchedPages) return
  for (let page = 0xc0; page < 0xfe; page++)
    if ((watchedPages >> (page & 0x3f)) & 1) store<i32>(WRITE_PAGES + (page << 2), 0)
}

/** Memory as it is, whatever blocks the CPU from it; for DMA and for looking without side effects. */
export function physical(address: i32): i32 {
  if (address < 0x4000) return rom0 + address
  if (address < 0x8000) return romN + (address & 0x3fff)
  if (address < 0xa000) return vram + (address & 0x1fff)
  if (address < 0xc000) return cartRam ? cartRam + (address & cartRamMask) : 0
  if (!(address & 0x1000)) return WRAM + (address & 0xfff)
  return wramN + (address & 0xfff)
}
