import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { app } from 'electron'

/**
 * Makes sure that one home is open in one workbench only.
 * @param home where runs are kept; what the runtime keeps for itself goes below it
 * @param onSecond a second one was started, with this command line in this folder
 * @returns false when another workbench has it
 */
export function claimInstance(home: string, onSecond: (args: readonly string[], cwd: string) => void): boolean {
  const own = path.join(home, 'desktop')
  mkdirSync(own, { recursive: true })
  // The lock belongs to this folder, so that two homes can be open side by side.
  app.setPath('userData', own)
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', (_, args, cwd) => onSecond(args, cwd))
  return true
}
