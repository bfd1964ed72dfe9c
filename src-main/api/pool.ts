import type { EmulatorStatus } from '../../src-preload/contract/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts, EventListener } from './desk.ts'
import type { LiveRuns } from './liveRuns.ts'
import type { Viewer } from './viewer.ts'

/** How often the pool is looked at for changes, ms. */
const LOOK_EVERY_MS = 1000

/** The emulators that are up: one for each live run, and the viewer's spare ones. */
export class PoolWatch {
  readonly #live: LiveRuns
  readonly #viewer: Viewer
  readonly #tell: EventListener
  readonly #timer: NodeJS.Timeout
  #told = '[]'

  constructor(live: LiveRuns, viewer: Viewer, tell: EventListener) {
    this.#live = live
    this.#viewer = viewer
    this.#tell = tell
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  list(): EmulatorStatus[] {
    const live = this.#live.list().map(({ run }): EmulatorStatus => {
      const { core, backend } = run.files.metadata
      const frames = Math.round(run.live.frames_per_second)
      return { id: `run:${run.id}`, backend, core: core.name, state: 'leased', run: run.id, purpose: run.status === 'running' ? 'playing' : 'loaded', frames_per_second: frames }
    })
    const spares = this.#viewer.list().map(({ run, info, isBusy }): EmulatorStatus => {
      return { id: `spare:${run}`, backend: info.backend, core: info.core.name, state: isBusy ? 'leased' : 'idle', run, purpose: 'looking', frames_per_second: 0 }
    })
    return [...live, ...spares]
  }

  /** Tells of the emulators when anything about them is another. */
  look(): void {
    const emulators = this.list()
    const now = JSON.stringify(emulators)
    if (now === this.#told) return
    this.#told = now
    this.#tell('pool.changed', { emulators })
  }

  close(): void {
    clearInterval(this.#timer)
  }
}

export function poolAnswers({ pool, viewer }: DeskParts): AnswersTo<'pool.status' | 'pool.resize'> {
  return {
    'pool.status': async () => ({ size: viewer.size, emulators: pool.list() }),
    'pool.resize': async ({ size }) => {
      await viewer.resize(size)
      pool.look()
      return {}
    },
  }
}
