import { PtpError, type Settings } from '../../src-preload/contract/index.ts'
import type { Origin, Resolved } from './resolve.ts'

interface Clash {
  when: (settings: Settings, given: (path: string) => boolean) => boolean
  message: string
  hint: string
}

/** Settings that cannot be meant together. */
const CLASHES: readonly Clash[] = [
  {
    when: (_, given) => given('tick_rate.speed') && given('tick_rate.normal'),
    message: '--speed and --tick-rate-base both say how fast to play',
    hint: 'give one of them: --speed counts in multiples of the console, --tick-rate-base in ticks a second',
  },
  {
    when: ({ tick_rate: { budget, budget_limit } }) => budget !== null && budget_limit === null,
    message: '--tick-rate-budget needs to know how much may be spent',
    hint: 'add --tick-rate-budget-limit DOLLARS',
  },
  {
    when: ({ tick_rate: { budget, budget_limit } }) => budget === null && budget_limit !== null,
    message: '--tick-rate-budget-limit needs to know of which period',
    hint: 'add --tick-rate-budget hourly, daily or run',
  },
  {
    when: ({ system: { verbose, quiet } }) => verbose && quiet,
    message: '--verbose and --quiet contradict each other',
    hint: 'give one of them',
  },
  {
    when: ({ screenshot }) => screenshot.format === 'png' && screenshot.compress,
    message: '--screenshot-format png keeps every pixel, and --screenshot-compress would not',
    hint: 'leave one of them out',
  },
  {
    when: ({ snapshot }) => snapshot.rollback_on_error && snapshot.memory === 0 && snapshot.disk === 0,
    message: '--rollback-on-error needs snapshots to go back to, and --snapshot-memory and --snapshot-disk are both 0',
    hint: 'keep some: --snapshot-memory 10',
  },
]

/**
 * Speed and tick rate clash only where one and the same source gives both; a stronger source overrules a weaker one.
 * @throws PtpError `bad-input` that names the settings and the reason
 */
export function refuseClashes({ settings, origins }: Resolved): void {
  const strongest = origins.get('tick_rate.pace')
  const given = (path: string): boolean => sameSource(origins.get(path), strongest)
  const clash = CLASHES.find(({ when }) => when(settings, given))
  if (clash) throw new PtpError('bad-input', clash.message, { hint: clash.hint })
}

function sameSource(a: Origin | undefined, b: Origin | undefined): boolean {
  return a !== undefined && b !== undefined && a.source === b.source && a.source !== 'default' && a.source !== 'run'
}
