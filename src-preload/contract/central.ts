import { z } from 'zod'

/**
 * How the central database stands. `off`: none is given · `connecting`: not heard of yet ·
 * `up`: its heartbeat was answered · `away`: it is not to be reached, or does not let us in; runs wait meanwhile.
 */
export const CENTRAL_STATES = ['off', 'connecting', 'up', 'away'] as const
export type CentralState = (typeof CENTRAL_STATES)[number]

/** The central database and what waits for it, as it is now. */
export const centralStatusSchema = z.object({
  state: z.enum(CENTRAL_STATES),
  /** where it is, without a password: `postgresql://ada@db.lab:5432/results`; '' when off */
  address: z.string(),
  /** when the state began */
  since: z.string().nullable(),
  /** why it is away, or what else is wrong, for people; '' when nothing is */
  reason: z.string(),
  /** what to do about it, '' when nothing is wrong */
  hint: z.string(),
  /** when it is tried again, null while it is up or nobody tries */
  next_try: z.string().nullable(),
  /** runs that are to be delivered still */
  waiting: z.number(),
  /** runs that cannot be delivered as they are */
  refused: z.number(),
  /** runs that were delivered to it */
  delivered: z.number(),
  /** the run that is on its way now */
  delivering: z.string().nullable(),
})
export type CentralStatus = z.infer<typeof centralStatusSchema>

/** How the status reads where no central database is given. */
export const CENTRAL_OFF: CentralStatus = {
  state: 'off', address: '', since: null, reason: '', hint: '', next_try: null, waiting: 0, refused: 0, delivered: 0, delivering: null,
}

/** The calls about the central database. */
export const centralCalls = {
  'central.status': { input: z.object({}), output: centralStatusSchema },
} as const

/** What is told of the central database without being asked. */
export const centralEvents = {
  /** At most twice a second. */
  'central.changed': centralStatusSchema,
} as const
