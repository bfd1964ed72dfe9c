import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PtpError, TABLES } from '../../../src-preload/contract/index.ts'
import { exportCsv, exportJson, readMetadata, renderContactSheet, RunReader } from '../../recorder/index.ts'
import { Workbench } from '../../workbench.ts'
import { print } from '../output.ts'
import { startProgress } from '../progress.ts'
import type { GlobalOptions } from '../flags.ts'
import { endOf, whichRun } from '../whichRun.ts'
import { isVisible } from './run.ts'

interface ExportFlags extends GlobalOptions {
  tables: string
  format?: 'csv' | 'json'
  branch?: number
  output?: string
  from?: number
  to?: number
  out?: string
  timeline?: boolean
}

type Table = (typeof TABLES)[number]

export async function exportRun(id: string | undefined, flags: ExportFlags): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const dir = whichRun(workbench, id)
  if (flags.output !== undefined) {
    await exportPresent(dir, flags.output, flags)
    return
  }
  const outDir = path.resolve(flags.out ?? path.join(dir, 'exports'))
  const tables = tablesOf(flags.tables)
  const progress = startProgress('exporting', 'tables', isVisible(flags))
  const write = flags.format === 'json' ? exportJson : exportCsv
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  process.once('SIGINT', interrupt)
  try {
    const { files, dictionary } = await write(dir, {
      tables,
      outDir,
      line: flags.branch ?? 0,
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

/** Writes where a run stands: its newest recorded tick, and the state of the game there. The run may be live. */
async function exportPresent(dir: string, file: string, flags: ExportFlags): Promise<void> {
  if (flags.format === 'csv') throw new PtpError('bad-input', '--output writes the present state, which is JSON', { hint: 'add --format json, or use --out for tables' })
  const reader = new RunReader(dir)
  try {
    const { branch, tick } = endOf(reader, flags.branch)
    const summary = reader.summary()
    const state = reader.stateAt(branch, tick)
    const { seed, rom, core } = readMetadata(dir)
    const present = { run_id: summary.run_id, status: summary.status, branch, tick, exported_at: new Date().toISOString(), game: rom.title, core, seed, state, events: summary.events }
    await writeFileAtomic(path.resolve(file), `${JSON.stringify(present, null, 2)}\n`)
    print(flags, { file: path.resolve(file), ...present }, [`${file}: ${summary.run_id} at tick ${tick}`])
  } finally {
    reader.close()
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
