import type { PoolEvent } from '../../src-preload/contract/index.ts'
import type { ErrorFacts } from '../recorder/index.ts'

/** What is needed of a run to write into it. */
export interface Recorded {
  readonly present: { branch: number; tick: number }
  readonly files: { recorder: { error(facts: ErrorFacts, at: { branch: number; tick: number }): void } }
}

/** Writes into a run, among what went wrong in it, that its emulator answered slower than was asked; other events are its own business. */
export function recordPace({ present, files }: Recorded, { kind, level, emulator, text }: PoolEvent): void {
  if (kind !== 'slow' || level !== 'warning') return
  const { branch, tick } = present
  files.recorder.error({ type: 'slow-emulator', message: text, stack: null, context: { emulator }, recovered: true, recoveryAction: 'none was needed' }, { branch, tick })
}
