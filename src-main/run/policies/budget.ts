import type { TickRateSettings } from './tickRate.ts'

/** What a budget period has come to. */
export interface BudgetState {
  /** dollars in this period */
  spent: number
  limit: number
  isExceeded: boolean
  /** ms since 1970 when the period ends, null for a budget of the whole run */
  resetsAt: number | null
}

type Mode = NonNullable<TickRateSettings['budget']>

/** Dollars spent in a period: until each full hour, each midnight (local time), or over the run. */
export class Budget {
  readonly #mode: Mode
  #limit: number
  #spent: number
  #resetsAt: number | null

  private constructor(mode: Mode, limit: number, now: number, spent: number) {
    this.#mode = mode
    this.#limit = limit
    this.#spent = spent
    this.#resetsAt = endOfPeriod(mode, now)
  }

  /**
   * @param spentSince dollars that the run has spent in earlier sittings, since a time in ms since 1970
   * @returns null where the settings know of no budget
   */
  static of({ budget, budget_limit }: Pick<TickRateSettings, 'budget' | 'budget_limit'>, now: number, spentSince: (time: number) => number = () => 0): Budget | null {
    return budget === null || budget_limit === null ? null : new Budget(budget, budget_limit, now, spentSince(startOfPeriod(budget, now)))
  }

  set limit(dollars: number) {
    this.#limit = dollars
  }

  spend(dollars: number, now: number): void {
    this.#roll(now)
    this.#spent += dollars
  }

  /** @param now ms since 1970 */
  at(now: number): BudgetState {
    this.#roll(now)
    return { spent: this.#spent, limit: this.#limit, isExceeded: this.#spent > this.#limit, resetsAt: this.#resetsAt }
  }

  #roll(now: number): void {
    if (this.#resetsAt === null || now < this.#resetsAt) return
    this.#spent = 0
    this.#resetsAt = endOfPeriod(this.#mode, now)
  }
}

/** A period begins at a full hour or at midnight, by the local clock; a run’s with the run. */
function startOfPeriod(mode: Mode, now: number): number {
  if (mode === 'run') return 0
  const start = new Date(now)
  if (mode === 'hourly') start.setMinutes(0, 0, 0)
  else start.setHours(0, 0, 0, 0)
  return start.getTime()
}

function endOfPeriod(mode: Mode, now: number): number | null {
  if (mode === 'run') return null
  const end = new Date(now)
  if (mode === 'hourly') end.setHours(end.getHours() + 1, 0, 0, 0)
  else end.setHours(24, 0, 0, 0)
  return end.getTime()
}
