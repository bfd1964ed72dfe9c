import { z } from 'zod'

export const SNAPSHOT_REASONS = ['start', 'interval', 'event', 'named', 'error', 'final', 'imported'] as const

/** The one-line JSON header of a snapshot file; also what a snapshot list shows. */
export const snapshotMetaSchema = z.object({
  format: z.literal('ptp-snapshot'),
  version: z.literal(1),
  /** `snap_` + branch + `_` + tick, unique in its run */
  id: z.string().regex(/^[a-z0-9_-]{1,80}$/),
  run_id: z.string(),
  branch: z.number().int().min(0),
  /** id of the snapshot before it on its line, null for the first */
  parent: z.string().nullable(),
  tick: z.number().int().min(0),
  /** video frames since the start of the run */
  frame: z.number().int().min(0),
  created_at: z.string(),
  reason: z.enum(SNAPSHOT_REASONS),
  /** name given by a person or a script; named ones are never pruned */
  name: z.string().max(200).nullable(),
  note: z.string().max(10_000).nullable(),
  pinned: z.boolean(),
  profile: z.string(),
  rom_sha256: z.string(),
  core: z.object({ name: z.string(), version: z.string(), model: z.string(), sound: z.boolean() }),
  state_format: z.string(),
  state_bytes: z.number().int().min(1),
  state_sha256: z.string(),
  /** the core's own 64-bit hash of the state, 16 hex digits */
  state_hash: z.string(),
  /** facts of the moment: location, party… */
  metadata: z.record(z.string(), z.unknown()),
  /** what the agent needs to go on from here (the script's place), as it gave it */
  agent: z.unknown(),
  /** base64 of a small PNG of the screen, or null */
  thumbnail: z.string().nullable(),
})
export type SnapshotMeta = z.infer<typeof snapshotMetaSchema>
export type SnapshotReason = (typeof SNAPSHOT_REASONS)[number]
