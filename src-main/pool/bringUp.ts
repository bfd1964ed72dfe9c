import { asPtpError, type LogLine, type PtpError } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../emulator/index.ts'
import type { Backend, Host, HostEvents } from './backend.ts'

export interface BringUpEvents extends HostEvents {
  /** @returns ms after which to try again, null: not any more */
  failed(error: PtpError): number | null
  /** one that came up after nobody wanted it any more */
  late(host: Host): void
}

/**
 * Starts a host, again and again while that is of any use.
 * @param pause ms before the first try
 * @returns null when it was given up, or the signal aborted
 */
export async function bringUp(backend: Backend, id: string, signal: AbortSignal, pause: number, events: BringUpEvents): Promise<Host | null> {
  let wait: number | null = pause
  while (wait !== null) {
    if (wait > 0) await delay(wait, signal)
    if (signal.aborted) return null
    try {
      const host = await backend.start(id, events, signal)
      if (!signal.aborted) return host
      events.late(host)
      return null
    } catch (error) {
      if (signal.aborted) return null
      const known = asPtpError(error)
      events.log(poolLine(known.message))
      wait = events.failed(known)
    }
  }
  return null
}

/** @returns a line the pool itself adds to an emulator's log */
export function poolLine(text: string): LogLine {
  return { at: new Date().toISOString(), stream: 'pool', text }
}

export async function closeBoth(emulator: Emulator | null, host: Host | null): Promise<void> {
  // The host goes anyway; an emulator that cannot say goodbye must not keep it.
  const goodbye = emulator?.close().catch(() => undefined)
  await host?.close()
  await goodbye
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    }, { once: true })
  })
}
