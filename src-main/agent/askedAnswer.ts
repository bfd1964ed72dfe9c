import { z } from 'zod'
import { BUTTONS, formatMask, maskOf, PtpError, type Button, type ButtonTiming, type ModelConfiguration } from '../../src-preload/contract/index.ts'
import type { ActEffect } from '../run/index.ts'

/** An answer may plan so many acts ahead, and no more. */
const MAX_ACTIONS = 100
const MAX_TEXT = 20_000
const MAX_PROMPT = 200_000

const actionSchema = z.strictObject({
  buttons: z.array(z.enum(BUTTONS)).max(BUTTONS.length).default([]),
  /** all frames of the tick; default: as long as the game wants the button held, and let go */
  frames: z.number().int().min(1).max(60).optional(),
  /** frames the buttons are down */
  hold: z.number().int().min(0).max(60).optional(),
})

/** The model it decides by. */
const modelSchema = z
  .strictObject({
    name: z.string().min(1).max(200),
    temperature: z.number().min(0).max(99).optional(),
    max_tokens: z.number().int().min(1).optional(),
    system_prompt: z.string().max(MAX_PROMPT).optional(),
    parameters: z.record(z.string().max(200), z.json()).refine((given) => JSON.stringify(given).length <= MAX_TEXT, `more than ${MAX_TEXT} characters`).optional(),
  })
  .transform(({ name, temperature = null, max_tokens = null, system_prompt = null, parameters = {} }): ModelConfiguration => ({ name, temperature, max_tokens, system_prompt, parameters }))

/** What a program that is asked for decisions gives. */
const answerSchema = z.strictObject({
  /** what to do next, in order; none: it is asked again after a short wait of the game */
  actions: z.array(actionSchema).max(MAX_ACTIONS).default([]),
  /** nothing more is to be done after these */
  end: z.boolean().default(false),
  reasoning: z.string().max(MAX_TEXT).optional(),
  confidence: z.number().min(0).max(1).optional(),
  /** US dollars */
  cost: z.number().min(0).optional(),
  tokens: z.number().int().min(0).optional(),
  /** told once, with the first answer of a sitting, and again when it is another */
  model: modelSchema.optional(),
})

const DIRECTIONS: readonly Button[] = ['UP', 'DOWN', 'LEFT', 'RIGHT']

export interface Answer {
  acts: ActEffect[]
  isEnd: boolean
  /** null where it does not tell */
  model: ModelConfiguration | null
}

/**
 * Reads an answer. What it cost and how sure it is stands with its first act.
 * @throws PtpError `bad-input` that says what is wrong with it
 */
export function readAnswer(json: unknown, timing: ButtonTiming, latencyMs: number): Answer {
  const parsed = answerSchema.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new PtpError('bad-input', `the answer of the agent: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'malformed'}`, { hint: 'docs/agents.md tells what it has to be' })
  }
  const { actions, end, reasoning, confidence, cost, tokens, model } = parsed.data
  const asked = actions.length === 0 && !end ? [{ buttons: [] }] : actions
  const acts = asked.map((action) => actOf(action, timing))
  const [first] = acts
  if (first) {
    first.decision = {
      latencyMs, cost: cost ?? 0,
      ...(reasoning === undefined ? {} : { reasoning }), ...(confidence === undefined ? {} : { confidence }), ...(tokens === undefined ? {} : { tokens }),
    }
  }
  return { acts, isEnd: end, model: model ?? null }
}

function actOf({ buttons, frames, hold }: z.input<typeof actionSchema>, { step, stepHold, hold: press, gap }: ButtonTiming): ActEffect {
  const mask = maskOf(...(buttons ?? []))
  const isMove = buttons?.length === 1 && DIRECTIONS.includes(buttons[0] ?? 'A')
  const isWait = mask === 0
  const usual = isMove || isWait ? { frames: step, hold: stepHold } : { frames: press + gap, hold: press }
  const all = Math.max(1, Math.min(60, frames ?? usual.frames))
  return {
    kind: 'act', buttons: mask, frames: all, hold: isWait ? 0 : Math.min(all, hold ?? usual.hold), instruction: null, line: null,
    title: isWait ? 'WAIT' : formatMask(mask), type: isWait ? 'WAIT' : isMove ? 'NAVIGATION_MOVE' : 'PRESS',
  }
}
