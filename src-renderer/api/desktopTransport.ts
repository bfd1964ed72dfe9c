import type { DesktopBridge, EventOf, EventName, CallName, InputOf, OutputOf, Transport } from './contract.ts'
import { parseError } from './contract.ts'

declare global {
  interface Window {
    /** Put there by the preload bridge on the desktop. */
    ptp?: DesktopBridge
  }
}

/** The engine behind the preload bridge. */
class DesktopTransport implements Transport {
  readonly pictures: string
  readonly #bridge: DesktopBridge

  constructor(bridge: DesktopBridge) {
    this.#bridge = bridge
    this.pictures = bridge.pictures
  }

  async call<N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
    const answer = await this.#bridge.call(name, input)
    if ('error' in answer) throw parseError(answer.error)
    // The engine answers each call by the contract's schema, so the result has its type.
    return answer.result as OutputOf<N>
  }

  subscribe<N extends EventName>(name: N, listener: (event: EventOf<N>) => void): () => void {
    return this.#bridge.subscribe(name, (event) => listener(event as EventOf<N>))
  }
}

/** @returns whether the page is in a browser, whose person may sit at another machine than the engine's files */
export function isBrowserFace(): boolean {
  return window.ptp === undefined
}

/** @returns the way over the preload bridge, or null in a browser */
export function desktopTransport(): Transport | null {
  return window.ptp ? new DesktopTransport(window.ptp) : null
}
