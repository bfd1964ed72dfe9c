import { z } from 'zod'

/** Where emulators can live: in worker threads of the engine, behind gym servers that are there already, in containers. */
export const BACKENDS = ['embedded', 'gym', 'docker'] as const
export type BackendName = (typeof BACKENDS)[number]

/** Which idle emulator the next lease gets. */
export const STRATEGIES = ['round-robin', 'least-busy', 'health-aware', 'fastest'] as const
export type Strategy = (typeof STRATEGIES)[number]

export const HEALTHS = ['healthy', 'degraded', 'failed'] as const
export type Health = (typeof HEALTHS)[number]

/** `restoring`: between two leases; `draining`: given back when its lease ends, no new one; `failed`: being replaced. */
export const EMULATOR_STATES = ['starting', 'idle', 'leased', 'restoring', 'draining', 'failed', 'closed'] as const
export type EmulatorState = (typeof EMULATOR_STATES)[number]

/** Milliseconds that calls took, over the newest few hundred; null before the first. */
export const latencySchema = z.object({
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
  calls: z.number(),
})
export type Latency = z.infer<typeof latencySchema>

export const healthChangeSchema = z.object({ at: z.string(), health: z.enum(HEALTHS), reason: z.string() })
export type HealthChange = z.infer<typeof healthChangeSchema>

/** One emulator of the pool, as it is now. Its history, trend and log come with `pool.emulator`. */
export const emulatorStatusSchema = z.object({
  id: z.string(),
  backend: z.enum(BACKENDS),
  /** '' until it has a cartridge */
  core: z.string(),
  /** title or hash of the cartridge in it, null when none is */
  game: z.string().nullable(),
  state: z.enum(EMULATOR_STATES),
  health: z.enum(HEALTHS),
  /** why it is not healthy, for people; '' when it is */
  reason: z.string(),
  /** run that holds it */
  run: z.string().nullable(),
  /** what its lease is for: playing, looking, proving, batch…; '' without one */
  purpose: z.string(),
  /** when the lease began, null without one */
  leased_at: z.string().nullable(),
  started_at: z.string(),
  /** of its server, null for a worker thread */
  url: z.string().nullable(),
  port: z.number().nullable(),
  /** the engine it runs on, null when it is no container */
  engine: z.string().nullable(),
  container: z.string().nullable(),
  image: z.string().nullable(),
  /** share of one core, 1 = a whole one; null when unknown */
  cpu: z.number().nullable(),
  memory_bytes: z.number().nullable(),
  memory_limit_bytes: z.number().nullable(),
  latency: latencySchema,
  /** times it was replaced since the pool started */
  restarts: z.number(),
  /** leases it has served */
  leases: z.number(),
  frames_per_second: z.number(),
  /** true for one that was added for a person beyond the size of the pool, and goes when it is given back */
  extra: z.boolean(),
})
export type EmulatorStatus = z.infer<typeof emulatorStatusSchema>

/** A container engine (Docker, Podman). */
export const engineStatusSchema = z.object({
  /** as it was given: a socket's path or an address */
  host: z.string(),
  name: z.string(),
  version: z.string(),
  api_version: z.string(),
  state: z.enum(['ready', 'gone']),
  /** why it is gone and what to do, '' when ready */
  message: z.string(),
  cpus: z.number().nullable(),
  memory_bytes: z.number().nullable(),
})
export type EngineStatus = z.infer<typeof engineStatusSchema>

export const imageStatusSchema = z.object({
  name: z.string(),
  state: z.enum(['ready', 'missing', 'pulling', 'building', 'failed']),
  /** digest, null until it is there */
  id: z.string().nullable(),
  size_bytes: z.number().nullable(),
  created_at: z.string().nullable(),
  /** the step under way, or why it failed */
  message: z.string(),
  /** 0–1 while it is pulled or built, null when not known */
  progress: z.number().nullable(),
})
export type ImageStatus = z.infer<typeof imageStatusSchema>

export const poolEventSchema = z.object({
  at: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  kind: z.enum(['started', 'healthy', 'degraded', 'failed', 'replaced', 'resumed', 'drained', 'resized', 'slow', 'engine-gone', 'engine-back', 'image', 'stopped', 'cleaned']),
  /** emulator it happened to, null for the pool itself */
  emulator: z.string().nullable(),
  run: z.string().nullable(),
  text: z.string(),
})
export type PoolEvent = z.infer<typeof poolEventSchema>

export const poolStatusSchema = z.object({
  backend: z.enum(BACKENDS),
  /** `waiting`: the engine is gone and is waited for; `stopped`: given up, see the message */
  state: z.enum(['starting', 'ready', 'waiting', 'draining', 'stopped']),
  /** what is wrong and what to do, '' when nothing is */
  message: z.string(),
  strategy: z.enum(STRATEGIES),
  /** emulators it is to have */
  size: z.number(),
  size_max: z.number(),
  /** what bounds the size, for people: `24 GB of memory`, `2 servers` */
  size_bound: z.string(),
  /** asked for and not served yet */
  waiting: z.number(),
  emulators: z.array(emulatorStatusSchema),
  engines: z.array(engineStatusSchema),
  image: imageStatusSchema.nullable(),
  statistics: z.object({
    leases: z.number(),
    failures: z.number(),
    replaced: z.number(),
    /** ms from asking for an emulator to having it */
    acquire: latencySchema,
    /** ms from noticing that an emulator failed to its holder having another one */
    recovery: latencySchema,
    uptime_seconds: z.number(),
  }),
})
export type PoolStatus = z.infer<typeof poolStatusSchema>

/** What was measured at the newest probes, oldest first, all of one length. */
export const trendSchema = z.object({
  at: z.array(z.number()),
  frames_per_second: z.array(z.number()),
  latency_ms: z.array(z.number().nullable()),
  cpu: z.array(z.number().nullable()),
  memory_bytes: z.array(z.number().nullable()),
})
export type Trend = z.infer<typeof trendSchema>

export const logLineSchema = z.object({ at: z.string(), stream: z.enum(['out', 'error', 'pool']), text: z.string() })
export type LogLine = z.infer<typeof logLineSchema>

/** What a pool is made of. Everything left out has the default of its backend. */
export const poolWishSchema = z.object({
  backend: z.enum(BACKENDS),
  size: z.number().int().min(1).max(64).optional(),
  strategy: z.enum(STRATEGIES).optional(),
  /** servers to attach to (gym) */
  urls: z.array(z.string()).optional(),
  /** image to start (docker); default: our own, built when it is missing */
  image: z.string().optional(),
  /** what our own image is built on; default node:24-slim */
  base_image: z.string().optional(),
  /** engines to spread over (docker); default: the one DOCKER_HOST names, else the local one */
  docker_hosts: z.array(z.string()).optional(),
  /** first port to publish on (docker); default 8081 */
  base_port: z.number().int().min(1).max(65_535).optional(),
  memory_mb: z.number().int().min(16).optional(),
  cpus: z.number().positive().optional(),
  /** ms a call may take beyond the play of its frames (gym, docker); more than 5 % that take longer are told as `slow`; default 1000 */
  sla_ms: z.number().positive().optional(),
})
export type PoolWish = z.infer<typeof poolWishSchema>

const nothing = z.object({})
const emulator = z.object({ emulator: z.string() })
const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })

/** The calls of the pool. */
export const poolCalls = {
  'pool.status': call(nothing, poolStatusSchema),
  /** One emulator in depth. */
  'pool.emulator': call(
    emulator.extend({ log_lines: z.number().int().min(0).max(5000).optional() }),
    z.object({ status: emulatorStatusSchema, history: z.array(healthChangeSchema), trend: trendSchema, log: z.array(logLineSchema) }),
  ),
  /** The newest events of the pool, oldest first. */
  'pool.events': call(nothing, z.array(poolEventSchema)),
  /** Shrinking takes idle emulators first; leased ones go when they are given back. */
  'pool.resize': call(z.object({ size: z.number().int().min(1).max(64) }), nothing),
  'pool.strategy': call(z.object({ strategy: z.enum(STRATEGIES) }), nothing),
  /** Replaces an emulator by a fresh one; a run that holds it goes on from its last tick. */
  'pool.restart': call(emulator, nothing),
  /** Takes an emulator out when its lease ends; null: lets every lease end and gives no new ones until `pool.resize` or `pool.open`. */
  'pool.drain': call(z.object({ emulator: z.string().nullable() }), nothing),
  /** Brings up another pool as a job; leases of the old one stay where they are until they end. */
  'pool.open': call(poolWishSchema, z.object({ job: z.string() })),
  /** Builds (our own) or pulls the image anew as a job; containers that are up keep the old one. */
  'pool.image': call(nothing, z.object({ job: z.string() })),
} as const

/** What the pool tells without being asked. */
export const poolEvents = {
  /** Anything about the pool or one of its emulators is another; at most twice a second. */
  'pool.changed': poolStatusSchema,
  'pool.event': poolEventSchema,
  /** New lines in the log of an emulator; at most five times a second each. */
  'pool.log': z.object({ emulator: z.string(), lines: z.array(logLineSchema) }),
} as const
