import type { CallName, EventName, EventOf, InputOf, OutputOf, Transport } from './contract.ts'
import { PtpError } from './contract.ts'

let current: Transport | null = null

/** Chooses the way to the engine; done once, before the first view is drawn. */
export function installTransport(transport: Transport): void {
  current = transport
}

function transport(): Transport {
  if (current === null) throw new PtpError('internal', 'the page asked the engine before it knew the way to it')
  return current
}

/**
 * Asks the engine.
 * @throws PtpError as the engine gave it, or `emulator-gone` when the connection broke
 */
export function call<N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
  return transport().call(name, input)
}

/** Listens to an event of the engine. @returns a function that stops listening */
export function subscribe<N extends EventName>(name: N, listener: (event: EventOf<N>) => void): () => void {
  return transport().subscribe(name, listener)
}

/** @returns the full URL of a picture path made by `pictureUrl` */
export function picture(path: string): string {
  return transport().pictures + path
}
