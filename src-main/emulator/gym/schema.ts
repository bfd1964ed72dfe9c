import { z } from 'zod'
import { parseError, type ErrorCode, type PtpError, type SerializedError } from '../../../src-preload/contract/index.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** What plays on a server: `Emulator.info` without the backend, which is the client's own business. */
export const machineSchema = z.object({
  core: z.object({ name: z.string().max(100), version: z.string().max(100), model: z.string().max(20), sound: z.boolean() }),
  stateFormat: z.string().max(100),
  /** frames a second it plays at least, nothing drawn */
  speed: z.number().positive(),
  /** slots for forks, numbered from 0 */
  slots: z.number().int().min(0).exactOptional(),
  romSha256: sha256,
}).meta({ id: 'Machine' })
export type GymMachine = z.infer<typeof machineSchema>

export const errorSchema = z.object({
  code: z.string().regex(/^[a-z-]{1,40}$/),
  kind: z.enum(['transient', 'recoverable', 'fatal']),
  message: z.string().max(20_000),
  hint: z.string().max(20_000).exactOptional(),
  details: z.record(z.string(), z.unknown()).exactOptional(),
}).meta({ id: 'Error' })

/** Every answer that is no success. */
export const refusalSchema = z.object({ error: errorSchema }).meta({ id: 'Refusal' })

/** The game a server holds. */
export const gameSchema = z.object({
  title: z.string().max(100),
  profile: z.string().max(100),
  romSha256: sha256,
  romBytes: z.number().int().positive(),
}).meta({ id: 'Game' })

/** Answer to `GET /health`. */
export const healthSchema = z.object({
  /** idle: no game yet · ok: a machine is ready · failed: its machine died, a new game or `/initialize` brings another */
  status: z.enum(['idle', 'ok', 'failed']),
  version: z.string().max(100),
  protocol: z.number().int(),
  uptime_seconds: z.number().min(0),
  /** resident memory of the whole server */
  memory_bytes: z.number().int().min(0),
  game: gameSchema.nullable(),
  /** who plays: a client of the binary protocol, one of the pokemon-gym interface, or nobody */
  held_by: z.enum(['session', 'pokemon-gym']).nullable(),
  /** how long the oldest call that is under way has been so, 0: none is */
  busy_ms: z.number().min(0),
  /** calls answered since the start */
  calls: z.number().int().min(0),
  /** frames played since the start */
  frames: z.number().int().min(0),
  error: errorSchema.nullable(),
}).meta({ id: 'Health' })
export type GymHealth = z.infer<typeof healthSchema>

/** Answer to `GET /info` and `PUT /rom`. */
export const infoSchema = z.object({
  version: z.string().max(100),
  protocol: z.number().int(),
  game: gameSchema,
  machine: machineSchema,
  /** id of the session that holds the machine */
  session: z.string().nullable(),
}).meta({ id: 'Info' })
export type GymInfo = z.infer<typeof infoSchema>

/** @returns the error an answer tells of, null when it tells of none that can be read */
export function errorOf(value: unknown): PtpError | null {
  const parsed = refusalSchema.safeParse(value)
  if (!parsed.success) return null
  const { code, ...rest } = parsed.data.error
  const error: SerializedError = { ...rest, code: code as ErrorCode }
  return parseError(error)
}
