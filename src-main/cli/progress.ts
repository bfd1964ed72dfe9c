import { Presets, SingleBar } from 'cli-progress'

/** A bar on the terminal; silent where output is no terminal or goes to a program. */
export interface Progress {
  update(done: number, total: number, note: string): void
  stop(): void
}

/** @param unit what is counted, e.g. `ticks`; `%` when it is the share itself */
export function startProgress(title: string, unit: string, visible: boolean): Progress {
  if (!visible) return { update: () => undefined, stop: () => undefined }
  if (!process.stderr.isTTY) return lineProgress(title, unit)
  const counted = unit === '%' ? '' : ` · {value} of {total} ${unit}`
  const bar = new SingleBar(
    { format: `${title} {bar} {percentage}%${counted} · {note}`, hideCursor: true, stream: process.stderr, fps: 10 },
    Presets.shades_classic,
  )
  let started = false
  return {
    update(done, total, note) {
      if (!started) bar.start(total, 0, { note })
      started = true
      bar.setTotal(Math.max(total, done))
      bar.update(done, { note })
    },
    stop: () => bar.stop(),
  }
}

/** Where there is no terminal to draw on: a line each quarter. */
function lineProgress(title: string, unit: string): Progress {
  let shown = -1
  return {
    update(done, total, note) {
      const quarter = Math.floor((4 * done) / Math.max(1, total))
      if (quarter <= shown) return
      shown = quarter
      process.stderr.write(unit === '%' ? `${title}: ${done} % · ${note}\n` : `${title}: ${done} of ${total} ${unit} · ${note}\n`)
    },
    stop: () => undefined,
  }
}
