import { EventEmitter } from 'node:events'
import { strict } from './strict.ts'

export interface IpcEvent {
  sender: object
  senderFrame: { url: string; parent: object | null } | null
}
type Answer = (event: IpcEvent, ...args: unknown[]) => unknown

const answers = new Map<string, Answer>()
const messages = new EventEmitter()

export const ipcMain = strict('ipcMain', {
  handle(channel: string, answer: Answer): void {
    if (answers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    answers.set(channel, answer)
  },
  on: (channel: string, listener: Answer) => messages.on(channel, listener),
  off: (channel: string, listener: Answer) => messages.off(channel, listener),
})

/** What a page sends. */
export async function fromPage(kind: 'send' | 'invoke', channel: string, event: IpcEvent, args: unknown[]): Promise<unknown> {
  if (kind === 'send') {
    if (!messages.emit(channel, event, ...args)) throw new Error(`nobody listens to ${channel}`)
    return undefined
  }
  const answer = answers.get(channel)
  if (!answer) throw new Error(`No handler registered for '${channel}'`)
  return checked(await answer(event, ...args))
}

/** The stand-in carries JSON; anything more would silently come out as something else. */
function checked(value: unknown): unknown {
  if (ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set || value instanceof Date || typeof value === 'bigint') {
    throw new Error('the stand-in for electron carries JSON alone')
  }
  if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) checked(each)
  return value
}
