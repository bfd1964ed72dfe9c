/** The contract's calls, events and pictures, answered by a workbench. Every face is a thin layer over a Desk. */
export { Desk, type EventListener } from './desk.ts'
export type { PictureReply } from './pictures.ts'
export type { FileReply } from './files.ts'
export type { LastDecision, LogPiece, Observer, RunFacts } from './observer.ts'
export type { EntryPage, EntryQuery } from './entries.ts'
export type { LogEntry } from './entryRows.ts'
export type { RunMeters } from './meters.ts'
