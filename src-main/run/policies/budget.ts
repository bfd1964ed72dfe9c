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

/** Dollars spent in a period: until each full hour, each midnight (local time), or over the run. */
export class Budget {
  readonly #mode: 'hourly' | 'daily' | 'run'
  #limit: number
  #spent = 0
  #resetsAt: number | null

  private constructor(mode: 'hourly' | 'daily' | 'run', limit: number, now: number) {
    this.#mode = mode
    this.#limit = limit
    this.#resetsAt = endOfPeriod(mode, now)
  }

  /** @returns null where the settings know of no budget */
  static of({ budget, budget_limit }: Pick<TickRateSettings, 'budget' | 'budget_limit'>, now: number): Budget | null {
    return budget === null || budget_limit === null ? null : new Budget(budget, budget_limit, now)
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

function endOfPeriod(mode: 'hourly' | 'daily' | 'run', now: number): number | null {
  if (mode === 'run') return null
  const end = new Date(now)
  if (mode === 'hourly') end.setHours(end.getHours() + 1, 0, 0, 0)
  else end.setHours(24, 0, 0, 0)
  return end.getTime()
}
