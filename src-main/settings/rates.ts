import { defaultSettings, PtpError, withSettings, type Settings } from '../../src-preload/contract/index.ts'
import { withGivenSettings } from './given.ts'

/**
 * Changes rates of a run that is played. Giving a rate or a speed decides which of them holds.
 * @param changes some of the section `tick_rate`, by their keys
 * @throws PtpError `bad-input` for what is no rate, and for what is decided when a run starts
 */
export function withRates(present: Settings['tick_rate'], changes: Readonly<Record<string, unknown>>): Settings['tick_rate'] {
  if ('budget' in changes) {
    throw new PtpError('bad-input', 'the period of a budget is decided when a run starts', { hint: 'budget_limit can be changed while it goes' })
  }
  if ('budget_limit' in changes && (present.budget === null || changes['budget_limit'] === null)) {
    throw new PtpError('bad-input', present.budget === null ? 'this run has no budget whose limit could be changed' : 'the budget of a run cannot be taken away while it goes', {
      hint: present.budget === null ? 'start it with --tick-rate-budget and --tick-rate-budget-limit' : 'give it a higher limit',
    })
  }
  const base = withSettings(defaultSettings(), { tick_rate: present })
  return withGivenSettings(base, { tick_rate: changes }).tick_rate
}
