import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { SerializedError } from '../../src-preload/contract/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import { RunReader, type InputRow } from '../../src-main/recorder/index.ts'
import type { RunReport } from '../../src-main/cli/playRun.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const SCRIPTS = path.join(ROOT, 'resources', 'scripts')
export const DEMO_ROM = path.join(ROOT, 'resources', 'games', 'pocket-quest', 'pocket-quest.gb')

/** What a call of the command line came to. */
export interface Answer {
  code: number | null
  stdout: string
  stderr: string
}

/** An empty folder for runs. Give it to `removeHome` at the end. */
export function makeHome(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'ptp-home-'))
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true, maxRetries: 3 })
}

let built: Promise<string> | null = null

/**
 * The command line as it is shipped, built from the present sources if that has not been done yet.
 * @returns the bundle to be started with Node
 */
export function ptpBundle(): Promise<string> {
  built ??= build()
  return built
}

async function build(): Promise<string> {
  const dir = path.join(ROOT, '.tmp', 'test-build', String(newestSource()))
  const bundle = path.join(dir, 'main', 'ptp.js')
  if (existsSync(bundle)) return bundle
  // Two workers may build at the same time; whoever is done first wins.
  const draft = `${dir}-${process.pid}`
  mkdirSync(draft, { recursive: true })
  const args = [path.join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build']
  const options = ['-c', 'tests/support/engineBuild.config.ts', '--outDir', draft, '--logLevel', 'error']
  await promisify(execFile)(process.execPath, [...args, ...options], { cwd: ROOT })
  try {
    renameSync(draft, dir)
  } catch (error) {
    if (!existsSync(bundle)) throw error
    rmSync(draft, { recursive: true })
  }
  removeOldBuilds(path.dirname(dir))
  return bundle
}

function newestSource(): number {
  const files = ['src-main', 'src-preload'].flatMap((room) =>
    readdirSync(path.join(ROOT, room), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
  )
  return Math.floor(Math.max(...files.map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs)))
}

function removeOldBuilds(folder: string): void {
  for (const name of readdirSync(folder)) {
    const build = path.join(folder, name)
    const info = statSync(build, { throwIfNoEntry: false })
    if (info && Date.now() - info.mtimeMs > 3_600_000) rmSync(build, { recursive: true, force: true })
  }
}

/** Starts `ptp` as a process of its own. */
export async function startPtp(home: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  return spawn(process.execPath, [await ptpBundle(), ...args], { env: { ...process.env, PTP_HOME: home, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs `ptp` to its end. */
export async function ptp(home: string, ...args: string[]): Promise<Answer> {
  return answerOf(await startPtp(home, args))
}

/** Waits for a process to end. */
export function answerOf(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** Runs `ptp … --json` and reads its one object. */
export async function ptpJson<T>(home: string, ...args: string[]): Promise<T & { error?: SerializedError }> {
  const { stdout, stderr } = await ptp(home, ...args, '--json')
  try {
    return JSON.parse(stdout) as T & { error?: SerializedError }
  } catch (cause) {
    throw new Error(`ptp ${args.join(' ')} printed no JSON object: ${stdout}${stderr}`, { cause })
  }
}

/** Plays a script by the command line. @throws when it does not complete */
export async function runScript(home: string, script: string, ...args: string[]): Promise<RunReport> {
  const report = await ptpJson<RunReport>(home, 'run', '--script', script, ...args)
  if (report.error || report.status === 'failed') throw new Error(`${script}: ${report.error?.message ?? report.message ?? 'failed'}`)
  return report
}

/** Every tick of a line: what was pressed, and the fingerprint of what came of it. */
export function ticksOf(dir: string, line = 0): InputRow[] {
  const reader = new RunReader(dir)
  try {
    return [...reader.inputs(line, 1, Number.MAX_SAFE_INTEGER)].flat()
  } finally {
    reader.close()
  }
}

/** Ticks on disk so far, 0 before the first. */
export function recordedTicks(home: string, id: string): number {
  const dir = path.join(home, 'runs', id)
  if (!existsSync(path.join(dir, 'metadata.json'))) return 0
  const reader = new RunReader(dir)
  try {
    return reader.branches()[0]?.head_tick ?? 0
  } finally {
    reader.close()
  }
}

/** Waits until a run that is played elsewhere has so many ticks on disk. */
export async function untilRecorded(home: string, id: string, ticks: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && readTicks(home, id) < ticks) await new Promise((resolve) => setTimeout(resolve, 5))
  if (child.exitCode !== null) throw new Error(`run ${id} ended before tick ${ticks}`)
}

/** The files of a run are made one after the other: until all are there it cannot be read. */
function readTicks(home: string, id: string): number {
  try {
    return recordedTicks(home, id)
  } catch {
    return 0
  }
}

export function openWorkbench(home: string): Workbench {
  return new Workbench({ home })
}
