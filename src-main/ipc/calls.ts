import { ipcMain } from 'electron'
import { CHANNELS, PtpError, serializeError, type BridgeAnswer, type CallName } from '../../src-preload/contract/index.ts'
import type { Engine } from './engine.ts'
import { isOwnFrame } from './sender.ts'

/** Answers the page's calls. Names that the contract does not have, and inputs that do not fit it, are refused by the desk. */
export function answerCalls(desk: Engine): void {
  ipcMain.handle(CHANNELS.call, async (event, name: unknown, input: unknown): Promise<BridgeAnswer> => {
    try {
      if (!isOwnFrame(event.senderFrame)) throw new PtpError('bad-input', `a page that is not the workbench's own asked for ${String(name)}`)
      return { result: await desk.call(name as CallName, input) }
    } catch (error) {
      return { error: serializeError(error) }
    }
  })
}
