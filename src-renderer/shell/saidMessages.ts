import type { EventOf, OutputOf, RunMessage } from '../api/contract.ts'

/** A message of the run that is looked at; `serial` of one that was heard while it was told, null of one that was read from the record. */
export type Said = RunMessage & { serial: number | null }

/** Messages that are kept on the page; the engine's answer is as long. */
export const MOST = 500

/** @returns the messages with one more that is told now */
export function withHeard(said: readonly Said[], { tick, level, text, serial }: EventOf<'run.message'>): readonly Said[] {
  return [...said, { tick, level, text, serial: serial ?? Infinity }].slice(-MOST)
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
