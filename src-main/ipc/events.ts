import { ipcMain, type IpcMainEvent, type WebContents } from 'electron'
import { CHANNELS } from '../../src-preload/contract/index.ts'
import { EventQueue } from '../page/index.ts'
import type { Engine } from './engine.ts'
import { isOwnFrame } from './sender.ts'

/** So many events may be on their way to the page; then it has to say that it took some. */
const MAX_UNDER_WAY = 32

/**
 * Tells a window's page what the engine tells, from when the page says it listens (also again, after a reload).
 * @returns a function that ends it
 */
export function forwardEvents(desk: Engine, contents: WebContents): () => void {
  let underWay = MAX_UNDER_WAY
  const queue = new EventQueue(
    () => underWay < MAX_UNDER_WAY && !contents.isDestroyed(),
    (name, event) => {
      underWay++
      contents.send(CHANNELS.event, name, event)
    },
  )
  const isFromIt = (event: IpcMainEvent): boolean => event.sender === contents && isOwnFrame(event.senderFrame)
  const ready = (event: IpcMainEvent): void => {
    if (!isFromIt(event)) return
    underWay = 0
    queue.flush()
  }
  const taken = (event: IpcMainEvent): void => {
    if (!isFromIt(event)) return
    underWay = Math.max(0, underWay - 1)
    queue.flush()
  }
  ipcMain.on(CHANNELS.ready, ready)
  ipcMain.on(CHANNELS.taken, taken)
  const unlisten = desk.listen((name, event) => queue.push(name, event))
  return () => {
    unlisten()
    ipcMain.off(CHANNELS.ready, ready)
    ipcMain.off(CHANNELS.taken, taken)
  }
}
