import { print, table } from '../../output.ts'
import type { GlobalOptions } from '../../flags.ts'
import { withEngine } from './engine.ts'

/** How a run goes, and what was reached in it. */
export async function metrics(run: string | undefined, flags: GlobalOptions): Promise<void> {
  const found = await withEngine(flags, run, (engine) => engine.get<{ run_id: string; performance: Record<string, number | null>; game: Record<string, number> }>('/metrics'))
  const rows = [...Object.entries(found.performance), ...Object.entries(found.game)].map(([name, value]) => [name, value === null ? '–' : String(Math.round(value * 100) / 100)])
  print(flags, found, [found.run_id, ...table(['metric', 'value'], rows).map((line) => `  ${line}`)])
}
