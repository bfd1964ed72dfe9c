import { isDeepStrictEqual } from 'node:util'
import type { GameState } from '../../src-preload/contract/index.ts'
import type { Agent, Decision } from './agent.ts'
import { Pacing } from './pacing.ts'
import { Budget, budgetIsOver, type BudgetState, rateAt, RecentAverage, StallWatch, TickSchedule, type LimitHit, type Rate, type TickRateSettings } from './policies/index.ts'

/** How fast a run goes: free, at a multiple of the console's speed, or by ticks a second within a budget. */
export class Tempo {
  /** holds the frames within a tick to the console's speed, when that is asked for */
  readonly pacing = new Pacing(0)
  /** hears of what the budget does */
  warn: (text: string) => void = () => undefined
  /** seconds that spending may go on beyond the budget */
  grace: number
  #settings: TickRateSettings
  #rate: Rate = { kind: 'free' }
  #isModel = false
  #byTicks = false
  #dueAt = 0
  #exceededSince: number | null = null
  readonly #budget: Budget | null
  readonly #latency = new RecentAverage(20)
  readonly #schedule = new TickSchedule()
  readonly #stall = new StallWatch(performance.now())

  /**
   * @param graceSeconds how long spending may go on beyond the budget
   * @param spentSince dollars spent in earlier sittings, since a time in ms since 1970
   */
  constructor(settings: TickRateSettings, graceSeconds: number, spentSince: (time: number) => number) {
    this.#settings = settings
    this.grace = graceSeconds
    this.#budget = Budget.of(settings, Date.now(), spentSince)
    this.#choose()
  }

  get settings(): TickRateSettings {
    return this.#settings
  }

  /** From now on the run is played so; rates can be changed while it goes. */
  set settings(settings: TickRateSettings) {
    // What stays as it is must not put off the time of the next tick.
    if (isDeepStrictEqual(settings, this.#settings)) return
    this.#settings = settings
    if (this.#budget && settings.budget_limit !== null) this.#budget.limit = settings.budget_limit
    this.#choose()
    this.restart()
  }

  /** Models are held to the tick rates unless something else is asked for. */
  set agent(agent: Agent | null) {
    this.#isModel = agent?.isModel === true
    this.#choose()
  }

  /** Whether batches may be played as fast as they come. */
  get isFree(): boolean {
    return this.#rate.kind === 'free'
  }

  /** Ticks a second the run is held to now, null when it is not. */
  get target(): number | null {
    return this.#rate.kind === 'ticks' ? this.#rate.perSecond : null
  }

  /** Begins anew after a pause: what was not played meanwhile is not made up for. */
  restart(): void {
    this.#schedule.restart()
    this.#stall.changed(performance.now())
    this.#dueAt = 0
  }

  /** Notes that the agent thinks: until it has, nothing could change. */
  thinking(): void {
    this.#stall.changed(performance.now())
  }

  /** Notes a tick that was recorded. */
  played(before: GameState, after: GameState, decision: Decision | undefined): void {
    if (decision?.latencyMs !== undefined) this.#latency.add(decision.latencyMs)
    if (this.#budget && decision?.cost !== undefined) {
      this.#budget.spend(decision.cost, Date.now())
      this.#watch(this.#budget)
    }
    if (!this.#byTicks) return
    const now = performance.now()
    if (after !== before) this.#stall.changed(now)
    const isOverBudget = this.#exceededSince !== null
    this.#rate = rateAt(this.#settings, { isModel: this.#isModel, inBattle: after.battle !== null, decisionLatencyMs: this.#latency.value, isOverBudget })
    if (this.#rate.kind === 'ticks') this.#dueAt = now + this.#schedule.played(this.#rate.perSecond, now)
  }

  /** @returns milliseconds until the next tick is due */
  get rest(): number {
    return this.#dueAt === 0 ? 0 : Math.max(0, this.#dueAt - performance.now())
  }

  /** @returns why the run has to end, null while it need not */
  hit(): LimitHit | null {
    if (this.#budget) {
      const { spent, limit } = this.#watch(this.#budget)
      if (budgetIsOver(this.#exceededSince, this.grace, Date.now())) return { kind: 'budget', message: `spent $${spent.toFixed(2)} of the budget of $${limit.toFixed(2)}` }
    }
    if (!this.#byTicks) return null
    const seconds = this.#stall.stalled(this.#settings.timeout, performance.now())
    return seconds === null ? null : { kind: 'timeout', message: `no change for ${Math.floor(seconds)} s` }
  }

  /** Says once that the budget is exceeded, also when it was before this sitting. */
  #watch(budget: Budget): BudgetState {
    const now = Date.now()
    const state = budget.at(now)
    if (!state.isExceeded) this.#exceededSince = null
    else if (this.#exceededSince === null) {
      this.#exceededSince = now
      this.warn(`budget exceeded: $${state.spent.toFixed(2)} of $${state.limit.toFixed(2)} (${this.#settings.budget ?? 'run'})`)
    }
    return state
  }

  #choose(): void {
    this.#rate = rateAt(this.#settings, { isModel: this.#isModel, inBattle: false, decisionLatencyMs: this.#latency.value, isOverBudget: this.#exceededSince !== null })
    this.#byTicks = this.#rate.kind === 'ticks'
    this.pacing.speed = this.#rate.kind === 'speed' ? this.#rate.speed : 0
    if (!this.#byTicks) this.#dueAt = 0
  }
}
