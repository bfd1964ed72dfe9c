import { randomBytes } from 'node:crypto'
import os from 'node:os'
import { PtpError, type RunMetadata } from '../../src-preload/contract/index.ts'
import { readMetadata, runDirectoryOf, RunReader, SCHEMA_VERSION } from '../recorder/index.ts'
import { configText } from '../settings/index.ts'
import type { Agent } from './agent.ts'
import type { EmulatorFactory } from './emulatorFactory.ts'
import type { LoadedGame } from './loadedGame.ts'
import { Run } from './run.ts'
import { RunFiles } from './runFiles.ts'
import { readSettings, type RunSettings } from './settings.ts'

/** The text of the script a run starts with. */
export interface RunSource {
  name: string
  text: string
  checksum: string
}

export interface NewRun {
  home: string
  game: LoadedGame
  emulators: EmulatorFactory
  settings: RunSettings
  agent: Agent | null
  source: RunSource | null
  workbenchVersion: string
  /** default: made from the script's name, the time and chance */
  runId?: string
  experiment?: string
  seed?: number | null
  /** Nobody waits for what it does next, and when it is cut off it is played anew: it plays and writes in larger pieces. */
  unattended?: boolean
  revive?: (branch: number, agentState: unknown) => Agent | null
  onError?: (error: PtpError) => void
}

/** Makes a run's directory and loads it, paused at tick 0. */
export async function createRun(wish: NewRun): Promise<Run> {
  const { game, settings } = wish
  const runId = wish.runId ?? newRunId(wish.source?.name ?? 'keys')
  const emulator = await wish.emulators.start(game)
  const metadata: RunMetadata = {
    format: 'ptp-run',
    version: 1,
    run_id: runId,
    experiment_name: wish.experiment ?? 'default',
    created_at: new Date().toISOString(),
    rom: { sha256: game.header.sha256, title: game.header.title, file: game.file, bytes: game.rom.length },
    profile: game.profile.id,
    core: emulator.info.core,
    state_format: emulator.info.stateFormat,
    backend: emulator.info.backend,
    image_digest: emulator.info.imageDigest ?? null,
    script: wish.source ? { name: wish.source.name, checksum: wish.source.checksum } : null,
    seed: wish.seed ?? null,
    versions: { workbench: wish.workbenchVersion, node: process.versions.node, schema: SCHEMA_VERSION },
    host: { platform: process.platform, arch: process.arch, cpus: os.cpus().length },
  }
  const onError = wish.onError ?? (() => undefined)
  const unattended = wish.unattended === true
  const config = configText(settings)
  try {
    const dir = runDirectoryOf(wish.home, runId)
    const files = await RunFiles.create(dir, metadata, config, wish.agent?.name ?? 'none', {
      settings,
      onError,
      second: () => wish.emulators.start(game, metadata),
      ...(wish.source ? { script: wish.source } : {}),
      unattended,
    })
    let first: typeof emulator | null = emulator
    const provide = async (): Promise<typeof emulator> => {
      const ready = first ?? (await wish.emulators.start(game, metadata))
      first = null
      return ready
    }
    return await Run.load({ files, game, settings, agent: wish.agent, provide, unattended, ...(wish.revive ? { revive: wish.revive } : {}) })
  } catch (error) {
    await emulator.close()
    throw error
  }
}

export interface ResumedRun {
  dir: string
  game: LoadedGame
  emulators: EmulatorFactory
  /** where to go on; default: the end of the branch that was played last */
  at?: { branch: number; tick: number }
  settings?: RunSettings
  revive: (branch: number, agentState: unknown) => Agent | null
  onError?: (error: PtpError) => void
}

/**
 * Loads a recorded run, paused where it ended, also after a crash.
 * @throws PtpError `foreign-snapshot` when the game is another, `busy` while it is live elsewhere
 */
export async function resumeRun(wish: ResumedRun): Promise<Run> {
  const metadata = readMetadata(wish.dir)
  if (metadata.rom.sha256 !== wish.game.header.sha256) {
    throw new PtpError('foreign-snapshot', `run ${metadata.run_id} was played with another ROM (${metadata.rom.title})`, {
      hint: `give the ROM with SHA-256 ${metadata.rom.sha256}`,
    })
  }
  const settings = wish.settings ?? readSettings(wish.dir)
  const provide = () => wish.emulators.start(wish.game, metadata)
  const files = await RunFiles.open(wish.dir, { settings, onError: wish.onError ?? (() => undefined), second: provide })
  try {
    const at = wish.at ?? lastPlace(wish.dir)
    const agent = wish.revive(at.branch, files.agentState(at.branch, at.tick))
    return await Run.load({ files, game: wish.game, settings, agent, provide, revive: wish.revive }, at)
  } catch (error) {
    await files.close()
    throw error
  }
}

function lastPlace(dir: string): { branch: number; tick: number } {
  const reader = new RunReader(dir)
  try {
    const { branch, tick } = reader.resumePoint()
    return { branch, tick }
  } catch (error) {
    // Stopped before its first tick was written: it begins where it began.
    if (error instanceof PtpError && error.code === 'not-found') return { branch: 0, tick: 0 }
    throw error
  } finally {
    reader.close()
  }
}

/** @returns e.g. `first-badge-20261121-142501-3f2a`: sorts by name, then time */
export function newRunId(name: string): string {
  const stem = name.replace(/\.ptp$/, '').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 40)
  const time = new Date().toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15)
  return `${stem || 'run'}-${time}-${randomBytes(2).toString('hex')}`
}
