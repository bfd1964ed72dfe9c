import type { PoolEvent, PtpError } from '../../src-preload/contract/index.ts'
import type { Seat } from './seat.ts'

/** What a seat tells the pool it belongs to. */
export interface SeatListener {
  /** It is free for the next lease. */
  free(seat: Seat): void
  /** It was to be taken out and is. */
  closed(seat: Seat): void
  started(seat: Seat): void
  /** @returns ms after which to try again, null: not any more */
  startFailed(seat: Seat, error: PtpError): number | null
  tell(kind: PoolEvent['kind'], level: PoolEvent['level'], text: string, seat: Seat, run: string | null): void
  logged(seat: Seat): void
}
