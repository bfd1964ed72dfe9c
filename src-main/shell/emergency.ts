import { app } from 'electron'
import { asPtpError } from '../../src-preload/contract/index.ts'
import type { Desk } from '../api/index.ts'
import { showError } from './messages.ts'
import { doneWithin } from './timeLimit.ts'

/** So long saving and closing may take. */
const CLOSE_MS = 15_000

/** What nobody caught ends the app: the runs that play are saved as in any emergency first, and the person is told. */
export function setupEmergency(desk: Pick<Desk, 'shutDown' | 'close'>): void {
  let isEnding = false
  const end = (error: unknown): void => {
    // What fails while everything ends is no reason to begin anew.
    if (isEnding) return
    isEnding = true
    const saved = desk.shutDown(asPtpError(error).message).then(() => desk.close())
    void doneWithin(CLOSE_MS, saved)
      .catch((failure: unknown) => process.stderr.write(`ptp: not everything could be saved: ${asPtpError(failure).message}\n`))
      .finally(() => {
        showError(error)
        app.exit(1)
      })
  }
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) process.on(kind, end)
}
