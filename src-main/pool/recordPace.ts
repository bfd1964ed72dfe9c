import { slowOnes } from '../../src-preload/contract/index.ts'
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

/**
 * Has it written into a run, whoever plays it, among what went wrong in it, when its emulator answers slower than was asked: also when
 * that had begun under another run. @returns the run
 */
export function recordPace<R extends Recorded>(pools: Pick<Pools, 'listen' | 'current'>, run: R): R {
  const stop = pools.listen({
    changed: () => undefined,
    logged: () => undefined,
    event: ({ kind, level, emulator, text, run: hit }) => {
      if (run.isClosing) stop()
      else if (hit === run.id && kind === 'slow' && level === 'warning') record(run, emulator, text)
    },
  })
  run.listen(({ kind }) => {
    if (kind === 'ended') stop()
  })
  const own = pools.current.seats.find(({ lease }) => lease?.owner.run === run.id)?.id
  const text = own === undefined ? undefined : slowOnes(pools.current.events).get(own)
  if (own !== undefined && text !== undefined) record(run, own, `since before this run: ${text}`)
  return run
}

function record({ present, files }: Recorded, emulator: string | null, text: string): void {
  const { branch, tick } = present
  files.recorder.error({ type: 'slow-emulator', message: text, stack: null, context: { emulator }, recovered: true, recoveryAction: 'none was needed' }, { branch, tick })
}
