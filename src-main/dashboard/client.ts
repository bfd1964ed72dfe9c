import { z } from 'zod'
import type { WebSocket } from 'ws'
import { eventSchemas, PtpError, serializeError, type EventName } from '../../src-preload/contract/index.ts'
import type { Desk } from '../api/index.ts'
import { EventQueue } from '../page/index.ts'

/** What a face needs of the desk. */
export type Engine = Pick<Desk, 'call' | 'listen' | 'picture' | 'file' | 'observe' | 'home'>

/** So many bytes may wait in a socket before events are held back. */
const HIGH_WATER = 256 * 1024
/** So many calls of one page may be under way; a page asks for far fewer. */
const MAX_CALLS = 256
const CLOSE_MALFORMED = 1007

const EVENT_NAMES = Object.keys(eventSchemas) as [EventName, ...EventName[]]
const messageSchema = z.union([
  z.object({ id: z.number().int().min(0), call: z.string().max(100), input: z.unknown() }),
  z.object({ subscribe: z.enum(EVENT_NAMES) }),
])

/** Serves one page over its socket until it is closed. */
export function serveClient(socket: WebSocket, desk: Engine): void {
  const subscribed = new Set<EventName>()
  let calls = 0
  const send = (message: object): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message), () => queue.flush())
  }
  const queue = new EventQueue(
    () => socket.bufferedAmount < HIGH_WATER,
    (event, data) => send({ event, data }),
  )
  const unlisten = desk.listen((name, event) => {
    if (subscribed.has(name)) queue.push(name, event)
  })
  const answer = async (id: number, name: string, input: unknown): Promise<void> => {
    if (calls >= MAX_CALLS) {
      send({ id, error: serializeError(new PtpError('busy', `more than ${MAX_CALLS} calls are under way`)) })
      return
    }
    calls++
    try {
      // The desk refuses a name that the contract does not have.
      send({ id, result: await desk.call(name as Parameters<Engine['call']>[0], input) })
    } catch (error) {
      send({ id, error: serializeError(error) })
    } finally {
      calls--
    }
  }
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? null : parse(String(data))
    if (message === null) socket.close(CLOSE_MALFORMED, 'not a message of the workbench')
    else if ('subscribe' in message) subscribed.add(message.subscribe)
    else void answer(message.id, message.call, message.input)
  })
  socket.on('close', unlisten)
  // ws closes the socket itself after an error; without a listener the error would end the process.
  socket.on('error', () => socket.terminate())
}

function parse(text: string): z.infer<typeof messageSchema> | null {
  try {
    const message = messageSchema.safeParse(JSON.parse(text))
    return message.success ? message.data : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
