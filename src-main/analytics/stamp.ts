import { statSync } from 'node:fs'
import { runPaths } from '../recorder/index.ts'

/** @returns what changes when the files do that a delivery reads: a run that was refused for them may be taken then */
export function runStamp(dir: string): string {
  const { database, config, metadata } = runPaths(dir)
  return [database, `${database}-wal`, config, metadata]
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false })
      // Readers leave an empty journal behind.
      return stat === undefined || stat.size === 0 ? '-' : `${stat.mtimeMs}:${stat.size}`
    })
    .join(' ')
}
