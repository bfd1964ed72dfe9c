/** The contract's calls, events and pictures, answered by a workbench. Every face is a thin layer over a Desk. */
export { Desk, type EventListener } from './desk.ts'
export type { PictureReply } from './pictures.ts'
