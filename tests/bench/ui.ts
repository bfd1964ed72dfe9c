import type { BenchResult } from './bench.ts'
import { liveBenches } from './uiLive.ts'
import { millionBenches } from './uiMillion.ts'

/** What a person in front of the workbench notices: the built page in headless Chromium. */
export async function benches(): Promise<BenchResult[]> {
  return [...(await millionBenches()), ...(await liveBenches())]
}
