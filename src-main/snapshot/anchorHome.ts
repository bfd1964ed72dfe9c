import { z } from 'zod'
import { PtpError, snapshotMetaSchema } from '../../src-preload/contract/index.ts'
import { HINT } from './anchorPayload.ts'
import { badSnapshot, newerFormat, refuseForeign } from './refusal.ts'

const VERSION = 1

const homeSchema = z.object({
  format: z.literal('ptp-anchors'),
  version: z.literal(VERSION),
  run_id: z.string(),
  ...snapshotMetaSchema.pick({ rom_sha256: true, core: true, state_format: true }).shape,
})

/** What all anchors of a pack belong to. */
export type AnchorHome = Omit<z.infer<typeof homeSchema>, 'format' | 'version'>

/** @returns the first record of a pack, as JSON */
export function homeRecord(home: AnchorHome): z.infer<typeof homeSchema> {
  return { format: 'ptp-anchors', version: VERSION, ...home }
}

/** @throws PtpError `foreign-snapshot` · `newer-format` · `bad-snapshot` */
export function checkHome(file: string, json: unknown, expected: AnchorHome): void {
  const version = z.object({ version: z.number() }).safeParse(json).data?.version
  if (version !== undefined && version > VERSION) throw newerFormat(file, version, VERSION)
  const parsed = homeSchema.safeParse(json)
  if (!parsed.success) throw badSnapshot(file, 'what it says of its run has not the asked form', HINT, parsed.error)
  const found = parsed.data
  refuseForeign(file, found, expected)
  if (found.run_id === expected.run_id && found.state_format === expected.state_format) return
  throw new PtpError('foreign-snapshot', `${file}: has ${found.state_format} states of run ${found.run_id}, not ${expected.state_format} states of run ${expected.run_id}`, {
    hint: 'Put the file back where it belongs, or delete it: anchors only make seeking faster.',
    details: { file, found, expected },
  })
}
