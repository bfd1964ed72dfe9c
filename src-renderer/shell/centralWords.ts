import type { OutputOf } from '../api/contract.ts'
import { formatClock, formatCount, formatPlural } from '../ui/format.ts'

type CentralStatus = OutputOf<'central.status'>

/** @returns what the chip says of the central database, null where none is given */
export function centralWords({ state, waiting, refused }: CentralStatus): string | null {
  if (state === 'off') return null
  const rest = [...(waiting > 0 ? [`${formatCount(waiting)} waiting`] : []), ...(refused > 0 ? [`${formatCount(refused)} refused`] : [])]
  return [`central ${state}`, ...rest].join(' · ')
}

/** @returns everything that is known of it, line by line */
export function centralDetails({ state, address, since, reason, hint, next_try, waiting, refused, delivered, delivering }: CentralStatus): string {
  return [
    `Central database: ${address || 'its address cannot be used'}`,
    `${state === 'up' ? 'Up' : state === 'away' ? 'Away' : 'Connecting'}${since === null ? '' : ` since ${formatClock(since)}`}${reason === '' ? '' : `: ${reason}`}`,
    ...(hint === '' ? [] : [hint]),
    ...(next_try === null ? [] : [`Tried again at ${formatClock(next_try)}`]),
    `${formatPlural(delivered, 'run')} delivered, ${formatCount(waiting)} waiting${refused > 0 ? `, ${formatCount(refused)} refused (ptp central status tells why)` : ''}`,
    ...(delivering === null ? [] : [`Delivering ${delivering}`]),
  ].join('\n')
}
