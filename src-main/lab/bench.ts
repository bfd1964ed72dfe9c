import type { PtpError, RunMetadata } from '../../src-preload/contract/index.ts'
import type { Agent, EmulatorFactory, LoadedGame, Run, RunSettings, RunSource } from '../run/index.ts'
import type { Program } from '../script/index.ts'

/** A state a run can start from, and the run it is of. */
export interface StartState {
  state: Uint8Array
  metadata: RunMetadata
}

/** What a run is made of. */
export interface BenchRun {
  game: LoadedGame
  script: { source: RunSource; program: Program } | null
  agent: Agent
  from: StartState | null
  settings: RunSettings
  runId: string
  experiment: string
  seed: number | null
  /** wait for an emulator of the pool, as one of many */
  inTurn?: boolean
  /** nobody waits for what it does next, and when it is cut off it is played anew */
  unattended?: boolean
  onError?: (error: PtpError) => void
}

/** What of the engine searches and experiments are played with. */
export interface Bench {
  readonly home: string
  readonly emulators: EmulatorFactory
  /** for searches to explore on */
  readonly explorers: EmulatorFactory
  /** where runs get theirs; `grows`: emulators are added rather than waited for */
  readonly pools: { readonly current: { readonly backend: { readonly grows: boolean } } }
  loadGame(nameOrFile: string): Promise<LoadedGame>
  gameOf(metadata: RunMetadata): Promise<LoadedGame>
  compileScript(name: string, text: string, game: LoadedGame): { source: RunSource; program: Program }
  startRun(wish: BenchRun): Promise<Run>
  resumeRun(dir: string, wish: { onError?: (error: PtpError) => void }): Promise<Run>
  stateAt(idOrDir: string, at: { snapshot?: string | undefined; branch?: number | undefined; tick?: number | undefined }): Promise<StartState>
}
