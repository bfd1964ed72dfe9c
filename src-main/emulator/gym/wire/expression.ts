import { z } from 'zod'
import { PtpError, type MemoryExpression } from '../../../../src-preload/contract/index.ts'

const MAX_TEXT = 512 * 1024
const MAX_DEPTH = 120

const address = z.number().int().min(0).max(0xffff)
const size = z.number().int().min(1).max(16)
const BINARY = ['and', 'or', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%'] as const

/** A question about memory, as it arrives over the wire. */
export const memoryExpressionSchema: z.ZodType<MemoryExpression> = z.lazy(() =>
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('const'), value: z.number() }),
    z.strictObject({
      op: z.literal('read'),
      address,
      size: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
      endian: z.enum(['little', 'big']),
      mask: z.number().int().min(0).max(0xffffffff).exactOptional(),
      shift: z.number().int().min(0).max(31).exactOptional(),
    }),
    z.strictObject({ op: z.literal('bcd'), address, size }),
    z.strictObject({ op: z.literal('popcount'), address, size: z.number().int().min(1).max(256) }),
    z.strictObject({ op: z.enum(['not', 'neg']), of: memoryExpressionSchema }),
    z.strictObject({ op: z.enum(BINARY), left: memoryExpressionSchema, right: memoryExpressionSchema }),
  ]),
).meta({ id: 'MemoryExpression' })

/**
 * Reads a list of questions. Text that is nested so deep that reading it could exhaust the stack is refused.
 * @throws PtpError `bad-input`
 */
export function parseExpressions(text: string): MemoryExpression[] {
  if (text.length > MAX_TEXT) throw new PtpError('bad-input', `the conditions of a batch take ${text.length} bytes, at most ${MAX_TEXT} are allowed`)
  if (depthOf(text) > MAX_DEPTH) throw new PtpError('bad-input', `a condition is nested deeper than ${MAX_DEPTH} levels`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new PtpError('bad-input', 'the conditions of a batch are no JSON', { cause })
  }
  const parsed = z.array(memoryExpressionSchema).max(0xffff).safeParse(value)
  if (parsed.success) return parsed.data
  throw new PtpError('bad-input', `a condition of the batch is wrong: ${z.prettifyError(parsed.error)}`)
}

/** How deep the brackets of a JSON text go; those in strings count too, which does no harm here. */
export function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === 0x7b || char === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (char === 0x7d || char === 0x5d) depth--
  }
  return deepest
}
