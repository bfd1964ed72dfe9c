import { z } from 'zod'

/** The model an agent decides by, as the agent tells it. */
export const modelConfigurationSchema = z.object({
  name: z.string(),
  temperature: z.number().nullable(),
  max_tokens: z.number().int().nullable(),
  system_prompt: z.string().nullable(),
  /** whatever else it is called with */
  parameters: z.record(z.string(), z.unknown()),
})
export type ModelConfiguration = z.infer<typeof modelConfigurationSchema>
