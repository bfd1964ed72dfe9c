import type { Transport } from './contract.ts'

declare global {
  interface Window {
    /** Put there by the preload bridge on the desktop. */
    ptp?: Transport
  }
}

/** @returns the preload bridge, or null in a browser */
export function desktopTransport(): Transport | null {
  return window.ptp ?? null
}
