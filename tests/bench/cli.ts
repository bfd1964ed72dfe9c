import { spawnSync } from 'node:child_process'
import { median, result, saying, type BenchResult } from './bench.ts'

const ROUNDS = 15

/** How long a shell waits for `ptp`. */
export async function benches(): Promise<BenchResult[]> {
  saying('ptp --version against node -e 0')
  const run = (args: string[]): number => {
    const began = performance.now()
    const { status } = spawnSync(process.execPath, args)
    if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(status)}`)
    return performance.now() - began
  }
  const ratios: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const ratio = run(['bin/ptp.js', '--version']) / run(['-e', '0'])
    if (round > 0) ratios.push(ratio)
  }
  return [result('ptp --version / node -e 0', median(ratios), 'ratio', '<= 3')]
}
