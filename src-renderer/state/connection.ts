import { create } from 'zustand'
import type { ConnectionStatus } from '../api/browserTransport.ts'

interface Connection {
  status: ConnectionStatus
  /** counts reconnections: what depends on the engine asks again when it changes */
  epoch: number
}

/** How the line to the engine is; always open on the desktop. */
export const useConnection = create<Connection>(() => ({ status: 'open', epoch: 0 }))

export function setConnectionStatus(status: ConnectionStatus): void {
  useConnection.setState((before) => ({
    status,
    epoch: status === 'open' && (before.status === 'lost' || before.status === 'refused') ? before.epoch + 1 : before.epoch,
  }))
}
