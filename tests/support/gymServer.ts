import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { maskOf } from '../../src-preload/contract/index.ts'
import type { Step } from '../../src-main/emulator/index.ts'
import { startGymServer, type GymServer, type GymServerOptions } from '../../src-main/gym/index.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const GAME_FILE = path.join(ROOT, 'resources', 'games', 'pocket-quest', 'pocket-quest.gb')
export const GAME = new Uint8Array(readFileSync(GAME_FILE))

/** A gym server of this process with a folder of its own; both go with `using`. */
export async function gymServer(options: Partial<GymServerOptions> = {}): Promise<GymServer & AsyncDisposable & { folder: string }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ptp-gym-test-'))
  const server = await startGymServer({
    host: '127.0.0.1', port: 0, rom: null, core: undefined, model: 'auto', sound: false, profileDirs: [path.join(ROOT, 'resources', 'profiles')],
    sessionsDir: path.join(folder, 'sessions'), sessionMinutes: 60, allowOrigin: [], ...options,
  })
  return {
    ...server,
    folder,
    [Symbol.asyncDispose]: async () => {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface ServerProcess extends AsyncDisposable {
  url: string
  child: ChildProcess
  /** what it ended with */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>
}

/** A gym server as a process of its own, built as it ships. */
export async function gymProcess(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ptp-gym-test-'))
  const bundle = path.join(await gymBundle(), 'gymServer.js')
  const child = spawn(process.execPath, [bundle, ...args], {
    env: { ...process.env, PTP_GYM_PORT: '0', PTP_GYM_SESSIONS: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
  const ended = new Promise<Awaited<ServerProcess['ended']>>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stderr }))
  })
  const url = await new Promise<string>((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString()
      const told = /at (http:\S+)/.exec(out)?.[1]
      if (told) resolve(told)
    })
    void ended.then(({ code }) => reject(new Error(`the server ended with ${String(code)}: ${stderr}`)))
  })
  return {
    url,
    child,
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

let built: Promise<string> | null = null

/** @returns the folder of the gym server's bundle, for `gymImageFiles`, built from the present sources */
export function gymBundle(): Promise<string> {
  built ??= build()
  return built
}

async function build(): Promise<string> {
  const dir = path.join(ROOT, '.tmp', 'test-gym', String(newestSource()))
  const main = path.join(dir, 'main')
  if (existsSync(main)) return main
  // Two workers may build at the same time; whoever is done first wins.
  const draft = `${dir}-${process.pid}`
  mkdirSync(draft, { recursive: true })
  const args = [path.join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '-c', 'tests/support/gymBuild.config.ts', '--outDir', draft, '--logLevel', 'error']
  await promisify(execFile)(process.execPath, args, { cwd: ROOT })
  try {
    renameSync(draft, dir)
  } catch (error) {
    if (!existsSync(main)) throw error
    rmSync(draft, { recursive: true })
  }
  for (const name of readdirSync(path.dirname(dir))) {
    const old = path.join(path.dirname(dir), name)
    const info = statSync(old, { throwIfNoEntry: false })
    if (info && Date.now() - info.mtimeMs > 3_600_000) rmSync(old, { recursive: true, force: true })
  }
  return main
}

function newestSource(): number {
  const rooms = ['src-main/gym', 'src-main/emulator', 'src-main/game', 'src-preload/contract', 'electron.vite.config.ts']
  const files = rooms.flatMap((room) => {
    const at = path.join(ROOT, room)
    if (statSync(at).isFile()) return [at]
    return readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  })
  return Math.floor(Math.max(...files.map((file) => statSync(file).mtimeMs)))
}

/** Walks and talks through the start of the bundled game. */
export function keySteps(count: number, seed = 1): Step[] {
  const keys = [maskOf('A'), maskOf('START'), maskOf('UP'), maskOf('DOWN'), maskOf('LEFT'), maskOf('RIGHT'), maskOf('A'), 0]
  let lot = seed
  return Array.from({ length: count }, () => {
    lot = (lot * 1_103_515_245 + 12_345) & 0x7fffffff
    return { buttons: keys[(lot >> 16) & 7] ?? 0, hold: 4 + ((lot >> 20) & 7), frames: 20 }
  })
}
