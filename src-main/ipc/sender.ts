import type { WebFrameMain } from 'electron'
import { DESKTOP } from '../../src-preload/contract/index.ts'

/** @returns whether an address is one of the workbench's own page */
export function isOwnPage(url: string): boolean {
  return url.startsWith(`${DESKTOP.page}/`)
}

/** @returns whether a message comes from the workbench's own page: not from a frame in it, not from one that is gone */
export function isOwnFrame(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && isOwnPage(frame.url)
}
