import { PtpError } from '../../src-preload/contract/index.ts'
import type { Seat } from './seat.ts'

/**
 * Nobody gave an emulator back in time: says who holds them.
 * @param timeout ms that were waited
 * @param trouble what is wrong with the pool, '' when nothing is
 */
export function tookTooLong(seats: readonly Seat[], timeout: number, trouble: string): PtpError {
  const holders = seats.flatMap(({ lease, id }) => (lease ? [`${lease.owner.run ?? lease.owner.purpose} (${id})`] : []))
  return new PtpError('busy', `no emulator got free within ${Math.round(timeout / 1000)} s; held by ${holders.join(', ') || 'nobody'}${trouble && `; ${trouble}`}`, {
    hint: 'stop a run that is loaded, or give the pool more emulators',
  })
}

/** The workbench is being closed: nothing is waited for any more. */
export function notWaitedFor(): PtpError {
  return new PtpError('cancelled', 'no emulator is free, and the workbench is being closed')
}
