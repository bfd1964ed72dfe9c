import { z } from 'zod'

/** A tick of a run. On a branch, ticks up to its fork are its ancestors'. */
export const placeSchema = z.object({ run: z.string(), branch: z.number().int().min(0), tick: z.number().int().min(0) })
export type Place = z.infer<typeof placeSchema>

/** Part of a line: ticks `from`–`to`, both included. */
export const windowSchema = z.object({
  run: z.string(),
  branch: z.number().int().min(0),
  from: z.number().int().min(0),
  to: z.number().int().min(0),
})
export type Window = z.infer<typeof windowSchema>
