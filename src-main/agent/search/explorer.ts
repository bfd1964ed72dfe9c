import { Dice, mixed } from '../../../src-preload/contract/index.ts'
import type { Step, StepResult } from '../../emulator/index.ts'
import type { Action } from '../actionSet.ts'
import { Archive, type Cell } from './archive.ts'
import { Impulse } from './impulse.ts'
import type { Journal } from './journal.ts'
import type { Lanes } from './lanes.ts'
import type { Exploration } from './packBatch.ts'
import type { SearchPlan } from './plan.ts'
import { Trails } from './trails.ts'
import type { Valuation } from './valuation.ts'

/** Rounds that are planned at the same time, so that no emulator waits for the last one of a round. */
const ROUNDS_AHEAD = 2

/** Where a search begins. */
export interface SearchStart {
  state: Uint8Array
  /** bytes of the valuation's `observe` there */
  memory: Uint8Array
}

export interface ExplorerParts {
  plan: SearchPlan
  actions: readonly Action[]
  start: SearchStart
  lanes: Lanes
  valuation: Valuation
  journal: Journal | null
}

/** Why exploring came to its end. */
export type ExploreEnd = 'goal' | 'limit' | 'stopped'

export interface ExploreLimits {
  /** explorations after which it ends, null: none */
  restores: number | null
  signal: AbortSignal
}

interface Task {
  key: string
  state: Uint8Array
  point: number
  frames: number
  actions: number[]
  steps: Step[]
  results: readonly StepResult[]
}

interface Round {
  number: number
  tasks: Task[]
  done: Promise<void>
}

/**
 * Explores a game from cells it has been to, round after round: the cells of a round are chosen before anything of it is
 * played, and what was found is taken in in the order of the plan. So the archive hangs on the plan alone, not on how many
 * emulators there are nor on which of them is faster.
 */
export class Explorer {
  readonly archive: Archive
  readonly trails = new Trails()
  readonly #parts: ExplorerParts
  readonly #impulse: Impulse
  #restores = 0
  #played = 0
  #frames = 0
  #next = 0
  readonly #ahead: Round[] = []
  /** point of the trail where the goal holds */
  goal: number | null = null

  constructor(parts: ExplorerParts) {
    this.#parts = parts
    this.archive = new Archive(parts.plan.max_cells)
    this.#impulse = new Impulse(parts.actions, parts.plan.actions, parts.plan.sticky)
    const { isGoal, ...worth } = parts.valuation.of(parts.start.memory)
    this.archive.take({ ...worth, frames: 0, point: this.trails.root, state: parts.start.state }, null)
    if (isGoal) this.goal = this.trails.root
  }

  /** explorations so far, those a journal made unnecessary counted */
  get restores(): number {
    return this.#restores
  }

  /** explorations that were really played */
  get played(): number {
    return this.#played
  }

  /** frames played */
  get frames(): number {
    return this.#frames
  }

  /** rounds taken in */
  get rounds(): number {
    return this.#next - this.#ahead.length
  }

  /** Goes on until the goal is found, a limit is reached or the signal is given; can be called again after a limit. */
  async explore(limits: ExploreLimits, onRound: () => void): Promise<ExploreEnd> {
    if (this.goal !== null) return 'goal'
    for (;;) {
      while (this.#ahead.length < ROUNDS_AHEAD) this.#ahead.push(this.#begin(this.#next++))
      const [round] = this.#ahead
      if (!round || (await this.#isStopped(round, limits.signal))) return 'stopped'
      this.#ahead.shift()
      this.#merge(round)
      onRound()
      if (this.goal !== null) return 'goal'
      if (limits.restores !== null && this.#restores >= limits.restores) return 'limit'
    }
  }

  /** @returns true when the signal came before the round was done */
  async #isStopped(round: Round, signal: AbortSignal): Promise<boolean> {
    let onAbort: (() => void) | null = null
    const aborted = new Promise<boolean>((resolve) => {
      onAbort = () => resolve(true)
      if (signal.aborted) resolve(true)
      else signal.addEventListener('abort', onAbort)
    })
    try {
      return await Promise.race([round.done.then(() => false), aborted, this.#parts.lanes.failed])
    } finally {
      if (onAbort) signal.removeEventListener('abort', onAbort)
    }
  }

  #begin(number: number): Round {
    const { plan, journal } = this.#parts
    const dice = new Dice(mixed(plan.seed, number))
    const fruitful = journal?.fruitful(number) ?? null
    const tasks = Array.from({ length: plan.round }, () => this.#task(this.archive.choose(dice), dice))
    const played = fruitful === null ? tasks : tasks.filter((_, i) => fruitful.includes(i))
    return { number, tasks, done: this.#play(played) }
  }

  #task({ key, state, point, frames, mood }: Cell, dice: Dice): Task {
    const actions = this.#impulse.actions(dice, mood, this.trails.lastAction(point))
    const steps = actions.map((index): Step => {
      const { buttons, hold, frames } = this.#parts.actions[index] ?? { buttons: 0, hold: 0, frames: 1 }
      return { buttons, hold, frames, save: true }
    })
    return { key, state, point, frames, actions, steps, results: [] }
  }

  /** @returns when all of them are played */
  #play(tasks: readonly Task[]): Promise<void> {
    this.#played += tasks.length
    let left = tasks.length
    if (left === 0) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const explorations = tasks.map((task): Exploration => ({
      name: task.point,
      state: task.state,
      steps: task.steps,
      done: (results) => {
        task.results = results
        if (--left === 0) resolve(undefined)
      },
    }))
    this.#parts.lanes.add(explorations)
    return promise
  }

  #merge({ number, tasks }: Round): void {
    const fruitful: number[] = []
    for (const [i, task] of tasks.entries()) {
      this.#restores++
      if (this.goal === null && this.#take(task)) fruitful.push(i)
    }
    this.#parts.journal?.add(number, fruitful)
  }

  /** @returns whether the exploration found something */
  #take(task: Task): boolean {
    const { valuation } = this.#parts
    let { frames, point } = task
    let from = task.key
    /** actions that are on the trail already: it is laid only where it leads somewhere, and most explorations find nothing */
    let laid = 0
    for (const [i, result] of task.results.entries()) {
      frames += result.frames
      this.#frames += result.frames
      const { isGoal, ...worth } = valuation.of(result.memory)
      const isKnown = this.archive.judge({ ...worth, frames }) === 'known'
      if (!isKnown || isGoal) for (; laid <= i; laid++) point = this.trails.add(point, task.actions[laid] ?? 0)
      if (!isKnown && result.saved) this.archive.take({ ...worth, frames, point, state: result.saved.state }, from)
      from = worth.key
      if (!isGoal) continue
      this.goal = point
      return true
    }
    return laid > 0
  }
}
