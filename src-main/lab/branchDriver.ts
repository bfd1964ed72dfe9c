import type { BranchDriver } from '../agent/index.ts'
import { RunReader } from '../recorder/index.ts'
import type { Program } from '../script/index.ts'

/**
 * @param compile makes a program of a recorded script
 * @returns what drove a branch of a recorded run, so that its agent can be brought back
 * @throws PtpError `bad-run`; what `compile` throws
 */
export function driverOf(dir: string, branch: number, compile: (name: string, text: string) => Program): BranchDriver {
  const reader = new RunReader(dir)
  try {
    const source = nearestScript(reader, branch)
    const script = source ? { name: source.name, program: compile(source.name, source.text) } : null
    const agent = reader.branches().find((each) => each.branch === branch)?.agent ?? 'unknown'
    return { script, agent, seed: reader.metadata.seed }
  } finally {
    reader.close()
  }
}

/** The script that ran last on a branch, or on the nearest of its parents that had one. */
function nearestScript(reader: RunReader, branch: number): { name: string; text: string } | null {
  const scripts = reader.scripts()
  for (const segment of reader.lineage(branch).reverse()) {
    const own = scripts.filter((each) => each.branch === segment.branch).at(-1)
    if (own) return own
  }
  return null
}
