import type { LogLine, Trend } from '../../src-preload/contract/index.ts'

const KEEP_LINES = 2000
const KEEP_POINTS = 300
const LONGEST_LINE = 2000

/** The newest lines of an emulator's log. */
export class LogTail {
  #lines: LogLine[] = []

  add(line: LogLine): void {
    const { text } = line
    this.#lines.push(text.length > LONGEST_LINE ? { ...line, text: `${text.slice(0, LONGEST_LINE)}…` } : line)
    if (this.#lines.length > 1.5 * KEEP_LINES) this.#lines = this.#lines.slice(-KEEP_LINES)
  }

  newest(count: number): LogLine[] {
    return count === 0 ? [] : this.#lines.slice(-count)
  }
}

export interface TrendPoint {
  framesPerSecond: number
  latency: number | null
  cpu: number | null
  memory: number | null
}

/** What was measured at the newest looks, for the small charts. */
export class TrendLog {
  readonly #points: (TrendPoint & { at: number })[] = []

  add(point: TrendPoint): void {
    this.#points.push({ ...point, at: Date.now() })
    if (this.#points.length > KEEP_POINTS) this.#points.shift()
  }

  get trend(): Trend {
    return {
      at: this.#points.map(({ at }) => at),
      frames_per_second: this.#points.map(({ framesPerSecond }) => framesPerSecond),
      latency_ms: this.#points.map(({ latency }) => latency),
      cpu: this.#points.map(({ cpu }) => cpu),
      memory_bytes: this.#points.map(({ memory }) => memory),
    }
  }
}

/** Frames played: over the last second, and a second of play. */
export class FrameMeter {
  #window: { at: number; frames: number }[] = []
  #frames = 0
  #busy = 0

  /** @param ms the call took */
  add(frames: number, ms: number): void {
    if (frames === 0) return
    this.#frames += frames
    this.#busy += ms
    const now = performance.now()
    const newest = this.#window.at(-1)
    if (newest && now - newest.at < 50) newest.frames += frames
    else this.#window.push({ at: now, frames })
    this.#forget(now)
  }

  /** frames in the last second */
  get now(): number {
    this.#forget(performance.now())
    return this.#window.reduce((sum, { frames }) => sum + frames, 0)
  }

  /** frames a second while it plays, 0 before it did */
  get speed(): number {
    return this.#busy > 0 ? (1000 * this.#frames) / this.#busy : 0
  }

  #forget(now: number): void {
    const first = this.#window.findIndex(({ at }) => now - at < 1000)
    this.#window = first < 0 ? [] : first === 0 ? this.#window : this.#window.slice(first)
  }
}
