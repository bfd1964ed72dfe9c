import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { RunDatabase, storageError } from '../database.ts'
import { cutLine, readBranches, readLine } from '../read/line.ts'
import type { Segment } from '../read/line.ts'
import { runPaths } from '../runDirectory.ts'
import { csvEncoder, jsonEncoder } from './csv.ts'
import type { RowEncoder } from './csv.ts'
import { openTable } from './exportTable.ts'
import type { Column, ExportTable, TableSource } from './exportTable.ts'

/** Text that is gathered before it goes to the disk, in UTF-16 units. */
const CHUNK = 1 << 18

export interface ExportOptions {
  tables: readonly ExportTable[]
  /** default: exports/ of the run */
  outDir?: string
  /** the branch at whose head the line ends; default: every branch with its own ticks */
  line?: number
  from?: number
  to?: number
  /** put a `'` before texts that a spreadsheet would run as a formula; the values are then no longer exactly the recorded ones */
  spreadsheetSafe?: boolean
  onProgress?: (progress: ExportProgress) => void
  /** ends the export between two batches, with `cancelled`, leaving no file behind */
  signal?: AbortSignal
}

export interface ExportProgress {
  table: ExportTable
  rows: number
}

export interface ExportedFile {
  table: ExportTable
  /** absolute */
  file: string
  rows: number
}

export interface ExportResult {
  files: ExportedFile[]
  /** the data dictionary: a row for each column of each table */
  dictionary: string
}

/** Writes tables of a run as CSV files (RFC 4180) with a data dictionary beside them; each file appears only when it is whole. */
export function exportCsv(runDir: string, options: ExportOptions): Promise<ExportResult> {
  return exportRun(runDir, options, () => csvEncoder(options.spreadsheetSafe === true))
}

/** As {@link exportCsv}, as files with one JSON object a line. */
export function exportJson(runDir: string, options: ExportOptions): Promise<ExportResult> {
  return exportRun(runDir, options, jsonEncoder)
}

async function exportRun(runDir: string, options: ExportOptions, encoder: () => RowEncoder): Promise<ExportResult> {
  const database = RunDatabase.openReadOnly(runPaths(runDir).database)
  try {
    const outDir = options.outDir ?? runPaths(runDir).exports
    await mkdir(outDir, { recursive: true })
    const segments = segmentsOf(database, options)
    const files: ExportedFile[] = []
    const described: [ExportTable, Column[]][] = []
    for (const table of options.tables) {
      const source = openTable(database, table, segments)
      const encode = encoder()
      const file = path.join(outDir, `${table}.${encode.extension}`)
      const rows = await writeTable(file, source, encode, options, table)
      files.push({ table, file, rows })
      described.push([table, source.columns])
    }
    const dictionary = path.join(outDir, 'data_dictionary.csv')
    await writeFileAtomic(dictionary, dictionaryOf(described))
    return { files, dictionary }
  } catch (error) {
    throw storageError(runDir, error)
  } finally {
    database.close()
  }
}

function segmentsOf(database: RunDatabase, options: ExportOptions): Segment[] {
  const line = options.line === undefined
    ? readBranches(database).map(({ branch, parent, fork_tick, head_tick }) => ({ branch, from: parent === null ? 0 : fork_tick + 1, to: head_tick }))
    : readLine(database, options.line)
  return cutLine(line, options.from ?? 0, options.to ?? Number.MAX_SAFE_INTEGER)
}

async function writeTable(file: string, source: TableSource, encode: RowEncoder, options: ExportOptions, table: ExportTable): Promise<number> {
  const temporary = `${file}.${process.pid}.tmp`
  const handle = await open(temporary, 'w')
  let rows = 0
  let writing: Promise<unknown> = Promise.resolve()
  try {
    let text = encode.header(source.columns.map(({ name }) => name))
    for (const batch of source.batches) {
      if (options.signal?.aborted === true) throw new PtpError('cancelled', `The export of ${table} was cancelled`)
      for (const row of batch) text += encode.row(row)
      rows += batch.length
      if (text.length < CHUNK) continue
      // The next rows are made while these are being written.
      await writing
      writing = handle.appendFile(text)
      text = ''
      options.onProgress?.({ table, rows })
    }
    await writing
    await handle.appendFile(text)
    await handle.sync()
  } catch (error) {
    await handle.close()
    await rm(temporary, { force: true })
    throw error
  }
  await handle.close()
  await rename(temporary, file)
  options.onProgress?.({ table, rows })
  return rows
}

function dictionaryOf(tables: readonly [ExportTable, Column[]][]): string {
  const { header, row } = csvEncoder(false)
  const lines = [header(['table', 'column', 'type', 'unit', 'meaning'])]
  for (const [table, columns] of tables) for (const { name, type, unit, meaning } of columns) lines.push(row([table, name, type, unit === '' ? null : unit, meaning]))
  return lines.join('')
}
