import path from 'node:path'
import { exportCsv, renderContactSheet } from '../recorder/index.ts'
import { startProgress } from './progress.ts'

const ALL_TABLES = ['actions', 'states', 'battles', 'events', 'metrics'] as const

/**
 * Writes every table as CSV and draws the contact sheet into the run's exports/.
 * @returns the files made, absolute
 */
export async function exportEverything(dir: string, branch: number, visible: boolean): Promise<string[]> {
  const progress = startProgress('exporting', 'tables', visible)
  const done = new Set<string>()
  try {
    const result = await exportCsv(dir, {
      tables: [...ALL_TABLES],
      line: branch,
      onProgress: ({ table, rows }) => {
        done.add(table)
        progress.update(done.size - 1, ALL_TABLES.length, `${table}: ${rows} rows`)
      },
    })
    const sheet = path.join(dir, 'exports', 'timeline.png')
    await renderContactSheet(dir, sheet)
    progress.update(ALL_TABLES.length, ALL_TABLES.length, 'done')
    return [...result.files.map(({ file }) => file), result.dictionary, sheet]
  } finally {
    progress.stop()
  }
}
