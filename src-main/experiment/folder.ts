import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import writeFileAtomic from 'write-file-atomic'
import { EXPERIMENT_STATES, experimentPlanSchema, PtpError, runResultSchema, settingsSchema, type RunResult } from '../../src-preload/contract/index.ts'

/** What is known of an experiment beside its runs: experiment.json. */
export const recordSchema = z.object({
  format: z.literal('ptp-experiment'),
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  /** when it was started, for folders and run ids: 20261121-142501 */
  stamp: z.string(),
  state: z.enum(EXPERIMENT_STATES),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  /** it was running, all sessions together */
  seconds: z.number(),
  total: z.number().int(),
  random_seed: z.number().int(),
  message: z.string().nullable(),
  rom_sha256: z.string(),
  versions: z.object({ workbench: z.string(), node: z.string() }),
  config: z.object({ plan: experimentPlanSchema, settings: settingsSchema }),
  /** text of every script an arm names, as it was when the experiment was started */
  scripts: z.record(z.string(), z.object({ name: z.string(), text: z.string() })),
})
export type ExperimentRecord = z.output<typeof recordSchema>

const checkpointSchema = z.object({
  format: z.literal('ptp-checkpoint'),
  version: z.literal(1),
  saved_at: z.string(),
  /** folder of the results */
  dir: z.string(),
  done: z.number().int(),
  record: recordSchema,
  results: z.array(runResultSchema),
})
export type Checkpoint = z.output<typeof checkpointSchema>

const MAX_FILE_BYTES = 1 << 30

/** One experiment on disk: what it is, and each finished run as a line of runs.ndjson, which is synced before the run counts. */
export class ExperimentFolder {
  readonly dir: string
  #journal: FileHandle | null = null
  #adding: Promise<void> = Promise.resolve()

  constructor(dir: string) {
    this.dir = dir
  }

  file(name: string): string {
    return path.join(this.dir, name)
  }

  /** Changes when what lies in the folder does. */
  stamp(): string {
    return ['experiment.json', 'runs.ndjson'].map((name) => {
      const info = statSync(this.file(name), { throwIfNoEntry: false })
      return info ? `${info.mtimeMs}:${info.size}` : '-'
    }).join(' ')
  }

  write(record: ExperimentRecord): void {
    mkdirSync(this.dir, { recursive: true })
    writeFileAtomic.sync(this.file('experiment.json'), `${JSON.stringify(record, null, 2)}\n`)
  }

  /** @throws PtpError `bad-run` */
  read(): ExperimentRecord {
    return parsedFile(this.file('experiment.json'), recordSchema)
  }

  /** Results so far. What a crash cut off is taken away, so that it is played again. @throws PtpError `bad-run` */
  results(): RunResult[] {
    const file = this.file('runs.ndjson')
    if (!existsSync(file)) return []
    const text = readText(file)
    const results = new Map<number, RunResult>()
    const lines = text.split('\n')
    lines.pop()
    lines.forEach((line, i) => {
      if (line === '') return
      const parsed = runResultSchema.safeParse(jsonOf(line))
      if (!parsed.success) throw new PtpError('bad-run', `${file}: line ${i + 1} is no result of a run`, { hint: 'take the line out: its run is then played again', cause: parsed.error })
      results.set(parsed.data.index, parsed.data)
    })
    return [...results.values()].sort((a, b) => a.index - b.index)
  }

  /** Keeps the result of a finished run; when it resolves, a crash cannot lose it any more. @throws PtpError `storage` */
  add(result: RunResult): Promise<void> {
    const added = this.#adding.then(() => this.#append(result))
    // Whoever adds is told of a failure; it must not keep those behind from trying.
    this.#adding = added.catch(() => undefined)
    return added
  }

  async close(): Promise<void> {
    await this.#adding
    await this.#journal?.close()
    this.#journal = null
  }

  /** One at a time: lines never run into each other. */
  async #append(result: RunResult): Promise<void> {
    try {
      this.#journal ??= await this.#open()
      await this.#journal.appendFile(`${JSON.stringify(result)}\n`)
      await this.#journal.datasync()
    } catch (cause) {
      throw new PtpError('storage', `${this.file('runs.ndjson')} cannot be written: ${String(cause)}`, { hint: 'make room on the disk; the experiment can be resumed', cause })
    }
  }

  #open(): Promise<FileHandle> {
    const file = this.file('runs.ndjson')
    if (existsSync(file)) {
      const text = readText(file)
      const whole = text.lastIndexOf('\n') + 1
      if (whole < text.length) truncateSync(file, Buffer.byteLength(text.slice(0, whole)))
    }
    return open(file, 'a')
  }
}

/** Where experiments lie below the home. */
export class ExperimentHome {
  readonly results: string
  readonly checkpoints: string

  constructor(home: string) {
    this.results = path.join(home, 'experiment_results')
    this.checkpoints = path.join(home, 'experiment_checkpoints')
  }

  folder(name: string, stamp: string): ExperimentFolder {
    return new ExperimentFolder(path.join(this.results, name, stamp))
  }

  /** All experiments, the newest first. */
  list(): ExperimentFolder[] {
    const found = foldersIn(this.results).flatMap((name) => foldersIn(path.join(this.results, name)).map((stamp) => ({ stamp, folder: this.folder(name, stamp) })))
    return found
      .filter(({ folder }) => existsSync(folder.file('experiment.json')))
      .sort((a, b) => (a.stamp < b.stamp ? 1 : -1))
      .map(({ folder }) => folder)
  }

  /**
   * @param named an id, a name (then the newest of that name) or a folder
   * @throws PtpError `not-found`
   */
  find(named: string): ExperimentFolder {
    if (existsSync(path.join(named, 'experiment.json'))) return new ExperimentFolder(path.resolve(named))
    const all = this.list().map((folder) => ({ folder, name: path.basename(path.dirname(folder.dir)), stamp: path.basename(folder.dir) }))
    const found = all.find(({ name, stamp }) => `${name}-${stamp}` === named) ?? all.find(({ name }) => name === named)
    if (found) return found.folder
    const hint = all.length === 0 ? 'there are none yet: `ptp experiment run --config FILE`' : `there are ${all.slice(0, 5).map(({ name, stamp }) => `${name}-${stamp}`).join(', ')}`
    throw new PtpError('not-found', `there is no experiment ${named}`, { hint })
  }

  /** Writes a checkpoint and has `latest` name it. */
  checkpoint(checkpoint: Checkpoint): string {
    const folder = path.join(this.checkpoints, checkpoint.record.name)
    mkdirSync(folder, { recursive: true })
    const name = `${checkpoint.done}.checkpoint`
    writeFileAtomic.sync(path.join(folder, name), `${JSON.stringify(checkpoint)}\n`)
    writeFileAtomic.sync(path.join(folder, 'latest'), `${name}\n`)
    return path.join(folder, name)
  }

  /**
   * @param named a checkpoint, `latest`, or the folder of checkpoints; below the working directory or the home
   * @returns null when it names none
   * @throws PtpError `bad-run` for a damaged one
   */
  readCheckpoint(named: string): Checkpoint | null {
    const home = path.dirname(this.checkpoints)
    for (const file of [path.resolve(named), path.resolve(home, named)]) {
      const latest = isFolder(file) ? path.join(file, 'latest') : file
      if (!existsSync(latest)) continue
      if (path.basename(latest) !== 'latest') return file.endsWith('.checkpoint') ? parsedFile(file, checkpointSchema) : null
      return parsedFile(path.join(path.dirname(latest), path.basename(readText(latest).trim())), checkpointSchema)
    }
    return null
  }
}

function parsedFile<T extends z.ZodType>(file: string, schema: T): z.output<T> {
  const text = readText(file)
  const parsed = schema.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new PtpError('bad-run', `${file} is not as expected${issue ? ` at "${issue.path.join('.')}": ${issue.message}` : ''}`, { hint: 'take it from a backup', cause: parsed.error })
}

function readText(file: string): string {
  const info = statSync(file, { throwIfNoEntry: false })
  if (!info?.isFile()) throw new PtpError('not-found', `there is no ${file}`)
  if (info.size > MAX_FILE_BYTES) throw new PtpError('bad-run', `${file} has ${info.size} bytes, more than the ${MAX_FILE_BYTES} it may have`)
  return readFileSync(file, 'utf8')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function foldersIn(folder: string): string[] {
  if (!isFolder(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name)
}
