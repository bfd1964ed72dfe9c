import path from 'node:path'
import { PtpError, TABLES } from '../../../src-preload/contract/index.ts'
import { exportCsv, exportJson, renderContactSheet } from '../../recorder/index.ts'
import { Workbench } from '../../workbench.ts'
import { print } from '../output.ts'
import { startProgress } from '../progress.ts'
import type { GlobalOptions } from '../program.ts'
import { isVisible } from './run.ts'

interface ExportFlags extends GlobalOptions {
  tables: string
  format: 'csv' | 'json'
  branch: number
  from?: number
  to?: number
  out?: string
  timeline?: boolean
}

type Table = (typeof TABLES)[number]

export async function exportRun(id: string, flags: ExportFlags): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const dir = workbench.runDir(id)
  const outDir = path.resolve(flags.out ?? path.join(dir, 'exports'))
  const tables = tablesOf(flags.tables)
  const progress = startProgress('exporting', 'tables', isVisible(flags))
  const write = flags.format === 'csv' ? exportCsv : exportJson
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  process.once('SIGINT', interrupt)
  try {
    const { files, dictionary } = await write(dir, {
      tables,
      outDir,
      line: flags.branch,
      signal: stop.signal,
      ...(flags.from === undefined ? {} : { from: flags.from }),
      ...(flags.to === undefined ? {} : { to: flags.to }),
      onProgress: ({ table, rows }) => progress.update(tables.indexOf(table), tables.length, `${table}: ${rows} rows`),
    })
    const exports = [...files.map(({ file }) => file), dictionary]
    if (flags.timeline) {
      const sheet = path.join(outDir, 'timeline.png')
      await renderContactSheet(dir, sheet)
      exports.push(sheet)
    }
    progress.update(tables.length, tables.length, 'done')
    print(flags, { dir, exports, rows: Object.fromEntries(files.map(({ table, rows }) => [table, rows])) }, [
      ...files.map(({ file, rows }) => `${file}: ${rows} rows`),
      ...exports.slice(files.length),
    ])
  } finally {
    progress.stop()
    process.off('SIGINT', interrupt)
  }
}

function tablesOf(list: string): Table[] {
  return list.split(',').map((text) => {
    const name = text.trim()
    if (!(TABLES as readonly string[]).includes(name)) {
      throw new PtpError('bad-input', `--tables: unknown table "${name}"`, { hint: `use: ${TABLES.join(', ')}` })
    }
    return name as Table
  })
}
