import { machine as m } from '../machine'
import { IO, SAMPLES } from '../layout'

/**
 * Samples, made only when sound is on, from the registers and volumes as they are between two
 * sequencer steps. Wave positions live here and not in the state: no register but wave RAM itself
 * shows them, and a run is the same with sound and without.
 */
export let sounding: bool = false
/** Stereo samples since the last `takeSamples`. */
export let sampleCount: i32 = 0

const RATE: i32 = 48000
const CLOCK: i32 = 4194304
/** Room for a quarter of a second; what does not fit is dropped. */
const CAPACITY: i32 = 12000

/** Time up to which samples were made, and the fraction of a sample, in units of 1 / (CLOCK × RATE) s. */
let madeUntil: i32 = 0
let fraction: i32 = 0
let duty1: i32 = 0
let duty2: i32 = 0
let wave: i32 = 0
let noise: i32 = 0x7fff
let noiseClock: i32 = 0
/** What the output capacitor has charged to, per side. */
let chargeLeft: f32 = 0
let chargeRight: f32 = 0

/** The four duty cycles, a bit for each eighth. */
const DUTY: StaticArray<u8> = [0x80, 0x81, 0xe1, 0x7e]

export function setSound(on: bool): void {
  sounding = on
  sampleCount = 0
  madeUntil = m.apuAt
}

export function takeSamples(): i32 {
  const count = sampleCount
  sampleCount = 0
  return count
}

export function rebaseSynth(frame: i32): void {
  madeUntil -= frame
}

export function resetSynth(): void {
  madeUntil = m.apuAt
}

/** Makes the samples up to `now`. */
export function synthesize(now: i32): void {
  if (!sounding) return
  let dots = (now - madeUntil) >> m.fast
  madeUntil += dots << m.fast
  while (dots > 0) {
    // Dots until the next sample.
    const left = (CLOCK - fraction + RATE - 1) / RATE
    if (left > dots) {
      play(dots)
      fraction += dots * RATE
      return
    }
    play(left)
    fraction += left * RATE - CLOCK
    dots -= left
    output()
  }
}

@inline
function period(low: i32): i32 {
  return 2048 - (<i32>load<u8>(IO + low) | ((<i32>load<u8>(IO + low + 1) & 7) << 8))
}

/** Moves the channels on by `dots`. Positions are dots within a whole wave. */
function play(dots: i32): void {
  if (m.channel1) duty1 = (duty1 + dots) % (period(0x13) << 5)
  if (m.channel2) duty2 = (duty2 + dots) % (period(0x18) << 5)
  if (m.channel3) wave = (wave + dots) % (period(0x1d) << 6)
  if (m.channel4) playNoise(dots)
}

/** Pan Docs, "NR43": a shift register of 15 or 7 bits. */
function playNoise(dots: i32): void {
  const control = <i32>load<u8>(IO + 0x22)
  const divisor = control & 7 ? (control & 7) << 4 : 8
  const shift = control >> 4
  if (shift > 13) return
  noiseClock += dots
  const length = divisor << shift
  while (noiseClock >= length) {
    noiseClock -= length
    const bit = (noise ^ (noise >> 1) ^ 1) & 1
    noise = (noise >> 1) | (bit << 14)
    if (control & 8) noise = (noise & ~0x40) | (bit << 6)
  }
}

@inline
function pulse(position: i32, low: i32, volume: i32): i32 {
  const eighth = position / (period(low) << 2)
  const pattern = <i32>unchecked(DUTY[load<u8>(IO + low - 2) >> 6])
  return (pattern >> (eighth & 7)) & 1 ? volume : 0
}

function waveLevel(): i32 {
  const volume = (<i32>load<u8>(IO + 0x1c) >> 5) & 3
  if (!volume) return 0
  const index = wave / (period(0x1d) << 1)
  const pair = <i32>load<u8>(IO + 0x30 + ((index >> 1) & 15))
  return (index & 1 ? pair & 15 : pair >> 4) >> (volume - 1)
}

/** One stereo sample: channels by NR51, volume by NR50, and the capacitor's high-pass. */
function output(): void {
  if (sampleCount >= CAPACITY) return
  let left = 0
  let right = 0
  const panning = <i32>load<u8>(IO + 0x25)
  for (let channel = 0; channel < 4; channel++) {
    const level = levelOf(channel)
    if (panning & (0x10 << channel)) left += level
    if (panning & (1 << channel)) right += level
  }
  const master = <i32>load<u8>(IO + 0x24)
  const l = <f32>(left * (((master >> 4) & 7) + 1) * 32)
  const r = <f32>(right * ((master & 7) + 1) * 32)
  chargeLeft += (l - chargeLeft) * 0.004
  chargeRight += (r - chargeRight) * 0.004
  const at = SAMPLES + (sampleCount++ << 2)
  store<i16>(at, <i16>(l - chargeLeft))
  store<i16>(at + 2, <i16>(r - chargeRight))
}

function levelOf(channel: i32): i32 {
  if (channel == 0) return m.channel1 ? pulse(duty1, 0x13, m.volume1) : 0
  if (channel == 1) return m.channel2 ? pulse(duty2, 0x18, m.volume2) : 0
  if (channel == 2) return m.channel3 ? waveLevel() : 0
  return m.channel4 && !(noise & 1) ? m.volume4 : 0
}
