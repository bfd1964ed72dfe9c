import { PtpError } from '../../../src-preload/contract/index.ts'
import { SLOTS } from './core.ts'

/** @throws PtpError `bad-input` when no core has such a slot */
export function checkSlot(slot: number): void {
  if (Number.isInteger(slot) && slot >= 0 && slot < SLOTS) return
  throw new PtpError('bad-input', `there is no slot ${slot}`, { hint: `slots are numbered from 0 to ${SLOTS - 1}` })
}

export function emptySlot(slot: number): PtpError {
  return new PtpError('bad-input', `nothing was kept in slot ${slot}`, { hint: 'keep the machine there first' })
}
