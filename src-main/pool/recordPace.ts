import type { PoolEvent } from '../../src-preload/contract/index.ts'
import type { ErrorFacts } from '../recorder/index.ts'
import type { Pools } from './pools.ts'

/** What is needed of a run to write into it. */
export interface Recorded {
  readonly id: string
  readonly isClosing: boolean
  readonly present: { branch: number; tick: number }
  readonly files: { recorder: { error(facts: ErrorFacts, at: { branch: number; tick: number }): void } }
  listen(listener: (news: { kind: string }) => void): () => void
}

/** Has it written into a run, whoever plays it, among what went wrong in it, when its emulator answers slower than was asked. @returns the run */
export function recordPace<R extends Recorded>(pools: Pick<Pools, 'listen'>, run: R): R {
  const stop = pools.listen({
    changed: () => undefined,
    logged: () => undefined,
    event: (event) => {
      if (run.isClosing) stop()
      else if (event.run === run.id) record(run, event)
    },
  })
  run.listen(({ kind }) => {
    if (kind === 'ended') stop()
  })
  return run
}

function record({ present, files }: Recorded, { kind, level, emulator, text }: PoolEvent): void {
  if (kind !== 'slow' || level !== 'warning') return
  const { branch, tick } = present
  files.recorder.error({ type: 'slow-emulator', message: text, stack: null, context: { emulator }, recovered: true, recoveryAction: 'none was needed' }, { branch, tick })
}
