import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { app } from 'electron'

/**
 * Makes sure that one home is open in one workbench only; the second start brings the first to the front.
 * @param home where runs are kept; what the runtime keeps for itself goes below it
 * @returns false when another workbench has it
 */
export function claimInstance(home: string, onSecond: () => void): boolean {
  const own = path.join(home, 'desktop')
  mkdirSync(own, { recursive: true })
  // The lock belongs to this folder, so that two homes can be open side by side.
  app.setPath('userData', own)
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', onSecond)
  return true
}
