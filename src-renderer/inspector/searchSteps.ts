import type { InputOf } from '../api/contract.ts'

export type SearchStep = InputOf<'memory.search'>['steps'][number]
export type StepKind = SearchStep['is']

export const STEP_KINDS: readonly { id: StepKind; title: string; needsBefore: boolean }[] = [
  { id: 'any', title: 'is anything', needsBefore: false },
  { id: 'equals', title: 'equals', needsBefore: false },
  { id: 'changed', title: 'has changed', needsBefore: true },
  { id: 'unchanged', title: 'is unchanged', needsBefore: true },
  { id: 'increased', title: 'has increased', needsBefore: true },
  { id: 'decreased', title: 'has decreased', needsBefore: true },
]

/** @returns the condition of a step in words */
export function stepText({ is, value }: Pick<SearchStep, 'is' | 'value'>): string {
  const title = STEP_KINDS.find((one) => one.id === is)?.title ?? is
  return is === 'equals' ? `equals ${value ?? 0}` : title
}

/**
 * @param value what was typed for `equals`
 * @returns why the step cannot be added, null when it can
 */
export function whyNoStep(steps: readonly SearchStep[], step: { branch: number; tick: number; is: StepKind }, value: number | null): string | null {
  if (step.is === 'equals' && (value === null || value < 0 || value > 255)) return 'Type a value from 0 to 255 (or 0x00 to 0xFF)'
  const last = steps.at(-1)
  const needsBefore = STEP_KINDS.find((one) => one.id === step.is)?.needsBefore ?? false
  if (needsBefore && last === undefined) return 'The first tick has nothing to compare with: begin with “is anything” or “equals”'
  if (needsBefore && last !== undefined && last.tick === step.tick && last.branch === step.branch) return 'Move the play head to another tick first'
  return steps.length >= 50 ? 'A search has at most 50 steps' : null
}
