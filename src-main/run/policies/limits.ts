import type { GameState, LimitAction, Settings } from '../../../src-preload/contract/index.ts'

export type LimitSettings = Settings['limits']
export type LimitKind = 'time' | 'ticks' | 'cost' | 'caught' | 'badges' | 'level' | 'budget' | 'timeout'

/** How far a run has come, in everything that can be limited. */
export interface Reached {
  /** wall-clock seconds the run has been played */
  seconds: number
  ticks: number
  /** dollars, over the whole run */
  cost: number
  state: Pick<GameState, 'caught' | 'badges' | 'party'>
}

export interface LimitHit {
  kind: LimitKind
  /** for people: `reached 100 ticks` */
  message: string
}

/** @returns the first limit that is reached, null while none is */
export function limitReached(limits: LimitSettings, { seconds, ticks, cost, state }: Reached): LimitHit | null {
  const { max_time, max_ticks, max_cost, max_pokemon_caught, max_badges, max_level } = limits
  if (max_time !== null && seconds >= max_time) return { kind: 'time', message: `reached ${max_time} s` }
  if (max_ticks !== null && ticks >= max_ticks) return { kind: 'ticks', message: `reached ${max_ticks} ticks` }
  if (max_cost !== null && cost > max_cost) return { kind: 'cost', message: `spent $${cost.toFixed(2)} of $${max_cost.toFixed(2)}` }
  if (max_pokemon_caught !== null && state.caught >= max_pokemon_caught) return { kind: 'caught', message: `caught ${state.caught}` }
  if (max_badges !== null && state.badges >= max_badges) return { kind: 'badges', message: `earned ${state.badges} badges` }
  if (max_level === null) return null
  const level = Math.max(0, ...state.party.map((member) => member.level))
  return level >= max_level ? { kind: 'level', message: `reached level ${level}` } : null
}

/** @returns ticks that may still be played before the limit of ticks, Infinity where there is none */
export function ticksLeft({ max_ticks }: LimitSettings, ticks: number): number {
  return max_ticks === null ? Infinity : Math.max(0, max_ticks - ticks)
}

/** What ends a run at a limit, step by step. */
export interface LimitPlan {
  /** `final`: made and flushed in order; `emergency`: made if it can be */
  snapshot: 'final' | 'emergency'
  /** whether a report of the run is written */
  report: boolean
  /** whether what waits is written before the run ends */
  flush: boolean
  /** of the process that plays it */
  exitCode: 0 | 1
}

export function limitPlan(action: LimitAction): LimitPlan {
  switch (action) {
    case 'save-and-exit':
      return { snapshot: 'final', report: true, flush: true, exitCode: 0 }
    case 'save-only':
      return { snapshot: 'final', report: false, flush: true, exitCode: 0 }
    case 'abort':
      return { snapshot: 'emergency', report: false, flush: false, exitCode: 1 }
  }
}

/** Gives the decision in flight time to finish once a limit is reached. */
export class Grace {
  #hit: LimitHit | null = null
  #until = 0

  /** Notes that a limit is reached; the first one counts. @returns true when it is the first */
  start(hit: LimitHit, graceSeconds: number, now: number): boolean {
    if (this.#hit !== null) return false
    this.#hit = hit
    this.#until = now + graceSeconds * 1000
    return true
  }

  /** the limit that was reached, null while none was */
  get hit(): LimitHit | null {
    return this.#hit
  }

  /** Takes a limit back, as when a new budget period begins in time. */
  lift(): void {
    this.#hit = null
  }

  /** @param isDeciding whether a decision is in flight @returns whether the run has to end now */
  isOver(isDeciding: boolean, now: number): boolean {
    return this.#hit !== null && (!isDeciding || now >= this.#until)
  }
}

/**
 * The budget of a period has no decision to wait for: spending goes on for the whole grace period.
 * @returns whether the run has to end now
 */
export function budgetIsOver(exceededSince: number | null, graceSeconds: number, now: number): boolean {
  return exceededSince !== null && now >= exceededSince + graceSeconds * 1000
}
