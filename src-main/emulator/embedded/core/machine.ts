import { HRAM, STATE } from './layout'

/** A time that never comes. */
export const NEVER: i32 = 0x7fffffff

/**
 * The deterministic state besides memory, at the start of the block at STATE.
 *
 * Times are CPU clocks (4 a machine cycle) relative to the start of the frame, so that two machines
 * in the same situation hold the same bytes whenever they got there. Everything that can be computed
 * from these fields (page tables, lists of objects, the loops known to be idle) lies outside.
 */
@unmanaged
export class Machine {
  // The seal: not hashed (STATE_SEAL bytes).
  magic: u32
  format: u32
  hash: u64
  size: u32
  /** Always 0, and checked: it makes the seal 32 bytes long. */
  unused0: u32
  unused1: u64
  // What the state belongs to.
  rom: u64
  cgb: i32
  /** A CGB that plays a game made for it; with any other it behaves like a DMG to the program. */
  colour: i32

  // CPU
  pc: i32
  sp: i32
  a: i32
  f: i32
  bc: i32
  de: i32
  hl: i32
  now: i32
  ime: i32
  /** 1 right after EI, 2 during the instruction that follows it. */
  ei: i32
  halted: i32
  /** Set between HALT with pending interrupts and IME off, and the fetch that does not move PC. */
  haltBug: i32
  /** An interrupt is being taken; never set between two calls. */
  dispatch: i32
  stopped: i32
  hung: i32
  requests: i32
  /** The boot ROM hides the start of the cartridge. */
  booting: i32

  // Times of the next events
  frameAt: i32
  ppuAt: i32
  timerAt: i32
  serialAt: i32
  dmaAt: i32

  // Timer
  /** The divider is `(now - dividerBase) & 0xffff`. */
  dividerBase: i32
  tima: i32
  tma: i32
  tac: i32
  timaAt: i32
  /** When TIMA was last reloaded from TMA. */
  reloadedAt: i32

  // Joypad and serial
  buttons: i32

  // OAM DMA
  dmaSource: i32
  dmaStart: i32
  dmaDone: i32
  dmaActive: i32
  dmaNext: i32

  // PPU
  /** Time of dot 0 of line 0 of the LCD frame, while the LCD is on. */
  lcdBase: i32
  /** Dot of the next PPU event within the LCD frame. */
  ppuDot: i32
  firstLine: i32
  blankFrame: i32
  /** The line whose end of mode 3 a register write has fixed, and that end. */
  fixedLine: i32
  fixedEnd: i32
  /** When HBlank or mode 2 last requested the STAT interrupt: HALT notices that only two clocks later. */
  statAt: i32
  windowLine: i32
  windowSynced: i32
  windowReached: i32

  // APU
  apuOn: i32
  apuAt: i32
  apuStep: i32
  channel1: i32
  channel2: i32
  channel3: i32
  channel4: i32
  length1: i32
  length2: i32
  length3: i32
  length4: i32
  volume1: i32
  volume2: i32
  volume4: i32
  envelope1: i32
  envelope2: i32
  envelope4: i32
  sweepTimer: i32
  sweepShadow: i32
  sweepOn: i32
  sweepNegated: i32

  // Cartridge
  romBank: i32
  romBankHigh: i32
  ramBank: i32
  ramOn: i32
  bankMode: i32
  rtcLatch: i32
  rtcSeconds: i32
  rtcMinutes: i32
  rtcHours: i32
  rtcDays: i32
  rtcFlags: i32
  rtcLatched: u64
  /** Dots since the RTC's last second, up to `rtcAt`. */
  rtcDots: i32
  rtcAt: i32

  // CGB
  fast: i32
  wramBank: i32
  vramBank: i32
  hdmaSource: i32
  hdmaTarget: i32
  hdmaLeft: i32
  hdmaActive: i32
  stall: i32

  /** IE lies behind HRAM, where the CPU reads it. */
  @inline enabled(): i32 {
    return load<u8>(HRAM + 0x7f)
  }
}

@inline
export const machine = changetype<Machine>(STATE)
