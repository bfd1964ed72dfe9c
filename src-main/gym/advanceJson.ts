import { z } from 'zod'
import { maskOf, PtpError, type Button } from '../../src-preload/contract/index.ts'
import { checkBatch, depthOf, MAX_SLOTS, MAX_STEPS, memoryExpressionSchema, readKeys, type Advance, type StepResult } from '../emulator/index.ts'

export const rangesSchema = z.array(z.object({ address: z.number().int().min(0).max(0xffff), length: z.number().int().min(0).max(0x10000) })).max(4096)

const stepSchema = z.strictObject({
  /** a mask (A 1, B 2, SELECT 4, START 8, RIGHT 16, LEFT 32, UP 64, DOWN 128), or names: `A+UP`, `["a", "up"]` */
  buttons: z.union([z.number().int().min(0).max(255), z.string().max(100), z.array(z.string().max(20)).max(8)]).default(0),
  /** frames the buttons are held; default: all of them */
  hold: z.number().int().min(0).max(3600).exactOptional(),
  frames: z.number().int().min(0).max(3600),
  until: memoryExpressionSchema.exactOptional(),
  picture: z.boolean().default(false),
  save: z.boolean().default(false),
  /** slot to go back to before the step */
  resume: z.number().int().min(0).max(MAX_SLOTS - 1).exactOptional(),
  /** slot to keep the machine in after it */
  keep: z.number().int().min(0).max(MAX_SLOTS - 1).exactOptional(),
})

/** A batch as JSON, for people and for clients that are in no hurry. */
export const advanceSchema = z.strictObject({
  steps: z.array(stepSchema).max(MAX_STEPS),
  observe: rangesSchema.default([]),
  stopOnChange: rangesSchema.exactOptional(),
  /** a state to begin with, base64 */
  from: z.base64().exactOptional(),
  unlessCut: z.boolean().default(false),
}).meta({ id: 'Batch' })

export const resultsSchema = z.object({
  results: z.array(z.object({
    frames: z.number().int(),
    /** the observed bytes, base64 */
    memory: z.base64(),
    fingerprint: z.number().int(),
    met: z.boolean(),
    /** 160×144 RGB, base64 */
    picture: z.base64().exactOptional(),
    saved: z.object({ hash: z.string().regex(/^[0-9a-f]{16}$/), state: z.base64() }).exactOptional(),
  })),
}).meta({ id: 'Results' })

const MAX_DEPTH = 130

/** @throws PtpError `bad-input` */
export function readAdvance(text: string): Advance {
  if (depthOf(text) > MAX_DEPTH) throw new PtpError('bad-input', `the body is nested deeper than ${MAX_DEPTH} levels`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new PtpError('bad-input', 'the body is no JSON', { cause })
  }
  const parsed = advanceSchema.safeParse(value)
  if (!parsed.success) throw new PtpError('bad-input', `this is no batch: ${z.prettifyError(parsed.error)}`)
  const { steps, from, unlessCut, ...rest } = parsed.data
  const batch: Advance = {
    ...rest,
    steps: steps.map(({ buttons, hold, ...step }) => ({ ...step, buttons: maskOfButtons(buttons), hold: hold ?? step.frames })),
    ...(from === undefined ? {} : { from: new Uint8Array(Buffer.from(from, 'base64')) }),
    ...(unlessCut ? { unlessCut } : {}),
  }
  checkBatch(batch)
  return batch
}

function maskOfButtons(buttons: number | string | readonly string[]): number {
  if (typeof buttons === 'number') return buttons
  const isNone = typeof buttons === 'string' ? /^[\s-]*$/.test(buttons) : buttons.length === 0
  const held: Button[] = isNone ? [] : readKeys(buttons)
  return maskOf(...held)
}

export function resultsJson(results: readonly StepResult[]): z.infer<typeof resultsSchema> {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  return {
    results: results.map(({ frames, memory, fingerprint, met, picture, saved }) => ({
      frames,
      memory: base64(memory),
      fingerprint,
      met,
      ...(picture ? { picture: base64(picture) } : {}),
      ...(saved ? { saved: { hash: saved.hash, state: base64(saved.state) } } : {}),
    })),
  }
}
