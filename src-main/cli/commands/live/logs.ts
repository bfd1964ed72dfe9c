import { print } from '../../output.ts'
import type { GlobalOptions } from '../../flags.ts'
import { withEngine } from './engine.ts'

/** The log of a run: its last lines, or as it is written. */
export async function logs(run: string | undefined, flags: GlobalOptions & { follow?: boolean; lines: number }): Promise<void> {
  await withEngine(flags, run, async (engine) => {
    if (flags.follow === true) {
      for await (const line of engine.lines('/logs/stream', { lines: flags.lines })) process.stdout.write(`${flags.json ? line : String(JSON.parse(line))}\n`)
      return
    }
    const found = await engine.get<{ run_id: string; lines: string[] }>('/logs', { lines: flags.lines })
    print(flags, found, found.lines)
  })
}
