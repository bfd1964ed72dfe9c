import type { Branch, EventOf, OutputOf, RunMessage } from '../api/contract.ts'
import { lineage } from '../timeline/lanes.ts'

/** A message of the run that is looked at; `serial` of one that was heard while it was told, null of one that was read from the record. */
export type Said = RunMessage & { serial: number | null }

/** Messages that are kept on the page; the engine's answer is as long. */
export const MOST = 500

/** @returns the messages with one more that is told now */
export function withHeard(said: readonly Said[], { run: _, serial, ...message }: EventOf<'run.message'>): readonly Said[] {
  return [...said, { ...message, serial: serial ?? Infinity }].slice(-MOST)
}

/** @returns what the run said so far, with what was told since the engine looked: nothing twice, nothing left out */
export function withRecorded(said: readonly Said[], { messages, up_to }: OutputOf<'runs.messages'>): readonly Said[] {
  const since = said.filter(({ serial }) => serial !== null && serial > up_to)
  return [...messages.map((message) => ({ ...message, serial: null })), ...since].slice(-MOST)
}

/** @returns what is kept when the engine may be another: its serials mean nothing any more */
export function fromBefore(said: readonly Said[]): readonly Said[] {
  return said.map((message) => ({ ...message, serial: null }))
}

/**
 * The line to look at a message on: the one that is looked at where it goes through the message's place, else the branch it was said on.
 * @param looked the branch whose line is looked at
 */
export function lineOf({ branch, tick }: Pick<RunMessage, 'branch' | 'tick'>, branches: readonly Branch[], looked: number): number {
  if (branch === undefined) return looked
  const isOnLine = lineage(branches, looked).some((part) => part.branch === branch && tick > part.from && tick <= part.to)
  return isOnLine ? looked : branch
}
