import { FRAMES_PER_SECOND } from '../api/contract.ts'

const THIN = '\u202f'

/** @returns a whole number in groups of three: 12 480 */
export function formatCount(value: number): string {
  const digits = Math.abs(Math.round(value)).toString()
  return (value < 0 ? '−' : '') + digits.replace(/\B(?=(\d{3})+$)/g, THIN)
}

/** @returns a number short enough for a small place: 950, 12.5k, 1.3M */
export function formatShort(value: number): string {
  const size = Math.abs(value)
  if (size < 10_000) return formatCount(value)
  const [unit, divisor] = size < 1_000_000 ? (['k', 1_000] as const) : (['M', 1_000_000] as const)
  return `${(value / divisor).toFixed(size / divisor < 100 ? 1 : 0).replace(/\.0$/, '')}${unit}`
}

/**
 * @param frames since the start of the run
 * @param tenths with tenths of a second
 * @returns the game's time as h:mm:ss, e.g. 0:41:12
 */
export function formatGameTime(frames: number, tenths = false): string {
  // Rounded before it is split, so that 59.96 s is 1:00.0 and not 0:60.0.
  const units = tenths ? Math.floor((frames / FRAMES_PER_SECOND) * 10 + 1e-6) : Math.floor(frames / FRAMES_PER_SECOND + 1e-6) * 10
  const seconds = Math.floor(units / 10)
  const two = (value: number): string => String(value).padStart(2, '0')
  const text = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return tenths ? `${text}.${units % 10}` : text
}

/** @returns wall time of an ISO timestamp in the person's own zone, e.g. 2026-11-21 03:04:49 */
export function formatWallTime(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** @returns how long ago, in one unit: just now, 5 min ago, 3 h ago, 2 d ago, else the day */
export function formatAgo(iso: string, now: number): string {
  const seconds = (now - new Date(iso).getTime()) / 1000
  if (Number.isNaN(seconds)) return iso
  if (seconds < 60) return 'just now'
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  if (seconds < 14 * 86_400) return `${Math.floor(seconds / 86_400)} d ago`
  return formatWallTime(iso).slice(0, 10)
}

/** @param speed 0 = as fast as possible @returns 0.5×, 1×, max */
export function formatSpeed(speed: number): string {
  return speed === 0 ? 'max' : `${speed}×`
}

/** @returns a duration in milliseconds with a fitting unit: 9 ms, 1.4 s */
export function formatMilliseconds(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1).replace(/\.0$/, '')} ms`
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** @returns a size: 940 B, 25 KB, 3.1 MB, 8.2 GB */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`
  const [unit, divisor] = bytes < 1_000_000_000 ? (['MB', 1_000_000] as const) : (['GB', 1_000_000_000] as const)
  const value = bytes / divisor
  return `${value < 100 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

/** @returns an address as 0xC0A4 */
export function formatAddress(address: number): string {
  return `0x${address.toString(16).toUpperCase().padStart(4, '0')}`
}

/** @returns `1 tick`, `2 ticks` */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** @returns a length of time in its two largest units: 42 s, 3 min 20 s, 2 h 5 min, 3 d 4 h */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  const [large, small, unit, rest] =
    whole < 3600 ? ([60, 1, 'min', 's'] as const) : whole < 86_400 ? ([3600, 60, 'h', 'min'] as const) : ([86_400, 3600, 'd', 'h'] as const)
  const left = Math.floor((whole % large) / small)
  return `${Math.floor(whole / large)} ${unit}${left === 0 ? '' : ` ${left} ${rest}`}`
}

/** @returns the time of day of an ISO timestamp in the person's own zone: 03:04:49 */
export function formatClock(iso: string): string {
  return formatWallTime(iso).slice(11)
}
