import type { ConsoleModel } from '../embedded/core.ts'
import type { Emulator } from '../emulator.ts'
import type { Latency, Sla } from './latency.ts'
import type { PokemonGymStatus } from './pokemonGym/schema.ts'
import type { GymProbe } from './probe.ts'
import type { GymHealth } from './schema.ts'
import type { Circuit } from './transport.ts'
import type { GymSession, GymSessionOptions } from './pokemonGym/session.ts'

export { gymImageFiles, type ImageFile } from './imageFiles.ts'
export { DEFAULT_SLA, type Latency, type LatencySummary, type Sla, type SlaBreach } from './latency.ts'
export type { GymSession, GymSessionOptions, InitializeOptions, SessionRecovery } from './pokemonGym/session.ts'
export * from './pokemonGym/schema.ts'
export { checkWait, MAX_KEYS, MAX_WAIT_FRAMES, readKeys } from './pokemonGym/keys.ts'
export { BatchReader, checkBatch, checkRanges, encodeBatch } from './wire/batch.ts'
export { memoryExpressionSchema, depthOf } from './wire/expression.ts'
export * from './wire/limits.ts'
export { decodeResults, encodeResults } from './wire/results.ts'
export type { GymProbe } from './probe.ts'
export { errorSchema, gameSchema, healthSchema, infoSchema, machineSchema, refusalSchema, type GymHealth, type GymInfo, type GymMachine } from './schema.ts'
export type { Circuit } from './transport.ts'

export interface GymOptions {
  /** http://127.0.0.1:8081 */
  url: string
  rom: Uint8Array
  core?: string
  model?: ConsoleModel | 'auto'
  /** default false: silent machines are faster */
  sound?: boolean
  /** what `info` says; default: gym */
  backend?: 'gym' | 'docker'
  /** of the image the server runs in, for `info` */
  imageDigest?: string
  /** End whoever holds the server. Default false: then a server that is held is refused with `busy`. */
  takeOver?: boolean
  /** ms without an answer after which the server counts as hung, beyond what a batch takes to play; default 10 s */
  callTimeout?: number
  /** connection failures in a row that are bridged, with growing pauses of 0.04 to 0.5 s; default 4 */
  retries?: number
  /** what is asked of the time calls take beyond the play of their frames; default: 95 % in 1 s */
  sla?: Sla
}

/** A console behind HTTP. */
export interface GymEmulator extends Emulator {
  readonly url: string
  /** times of its calls */
  readonly latency: Latency
  /** open: the server was not reached several times in a row and is not asked for a moment */
  readonly circuit: Circuit
  /**
   * How the server is, over a connection of its own, within 1 s.
   * @throws PtpError `emulator-gone`, `emulator-hung`
   */
  health(): Promise<GymHealth>
}

/**
 * Puts a game into a gym server and gives the machine that plays it: a new one, of which nothing is left after `close`.
 * Calls that were lost on the way are sent again without being played twice.
 * @throws PtpError `busy` when somebody else holds the server, `bad-rom`, `bad-input` for another kind of server,
 * `emulator-gone` or `emulator-hung` when none answers
 */
export async function startGymEmulator(options: GymOptions): Promise<GymEmulator> {
  return (await import('./gymEmulator.ts')).openGymEmulator(options)
}

/**
 * Finds out whether one of our servers or a plain pokemon-gym server listens at an address.
 * @param timeout ms for each question
 * @throws PtpError `emulator-gone`, `emulator-hung`; `bad-input` when it is something else
 */
export async function probeGym(url: string, timeout = 2000): Promise<GymProbe> {
  return (await import('./probe.ts')).probe(url, timeout)
}

/**
 * How the session of a plain pokemon-gym server goes.
 * @throws PtpError `emulator-gone`; `emulator-hung`, also while it plays: such servers answer one call at a time
 */
export async function readGymStatus(url: string, timeout = 2000): Promise<PokemonGymStatus> {
  return (await import('./probe.ts')).readStatus(url, timeout)
}

/** A game on any server that speaks the pokemon-gym interface, played key by key: see `GymSession`. */
export async function openGymSession(options: GymSessionOptions): Promise<GymSession> {
  return new (await import('./pokemonGym/session.ts')).GymSession(options)
}
