import { MultiBar, Presets, type SingleBar } from 'cli-progress'
import { log } from './log.ts'

/** Bars of a batch on the terminal: one for each task under way, and one for all. */
export interface BatchBars {
  /** @param share 0–1 */
  update(index: number, share: number, note: string): void
  ended(index: number, line: string): void
  stop(): void
}

/** @param names of the tasks, in order */
export function startBars(names: readonly string[], visible: boolean): BatchBars {
  if (!visible) return { update: () => undefined, ended: () => undefined, stop: () => undefined }
  if (!process.stderr.isTTY) return { update: () => undefined, ended: (_, line) => log().info(line), stop: () => undefined }
  const width = Math.max(...names.map((name) => name.length))
  const bars = new MultiBar({ format: '{name} {bar} {percentage}% {note}', hideCursor: true, stream: process.stderr, fps: 10, clearOnComplete: true }, Presets.shades_classic)
  const all = bars.create(names.length, 0, { name: 'all'.padEnd(width), note: '' })
  const shown = new Map<number, SingleBar>()
  return {
    update(index, share, note) {
      const name = (names[index] ?? '').padEnd(width)
      let bar = shown.get(index)
      if (!bar) {
        bar = bars.create(100, 0, { name, note })
        shown.set(index, bar)
      }
      bar.update(Math.round(100 * share), { name, note })
    },
    ended(index, line) {
      const bar = shown.get(index)
      if (bar) bars.remove(bar)
      shown.delete(index)
      bars.log(`${line}\n`)
      all.increment(1, { name: 'all'.padEnd(width), note: '' })
    },
    stop: () => bars.stop(),
  }
}
