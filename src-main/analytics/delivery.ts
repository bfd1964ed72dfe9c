import type { PtpError } from '../../src-preload/contract/index.ts'

export interface CentralWish {
  home: string
  /** address of the database, with its password; or why there is none, to be told where people look */
  address: string | PtpError
}

/** What a wait for deliveries came to. */
export interface DeliveryReport {
  /** runs that this engine delivered since this was asked last */
  delivered: number
  waiting: number
  refused: { run_id: string; reason: string }[]
  /** why runs wait, '' when none does or they are on their way */
  reason: string
  hint: string
}

export interface DeliveryWish {
  /** wait for these alone; default: everything that waits */
  runs?: readonly string[]
  /** ms after which one does not wait any longer, once it is known whether the database is there; default: no limit */
  patience?: number
  signal?: AbortSignal
  progress?: (done: number, total: number) => void
}
