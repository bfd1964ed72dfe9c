import { dialog } from 'electron'
import { asPtpError } from '../../src-preload/contract/index.ts'

/** Tells what failed and what to do about it, in a dialog of the system. */
export function showError(error: unknown): void {
  const { message, hint } = asPtpError(error)
  dialog.showErrorBox('PTP Workbench', hint === undefined ? message : `${message}\n\n${hint}`)
}
