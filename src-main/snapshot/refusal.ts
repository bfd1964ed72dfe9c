import { PtpError, type SnapshotMeta } from '../../src-preload/contract/index.ts'

/** @returns the error for a file that is cut, altered or no snapshot at all */
export function badSnapshot(file: string, what: string, hint?: string, cause?: unknown): PtpError {
  return new PtpError('bad-snapshot', `${file}: ${what}`, {
    hint: hint ?? 'The file was cut or altered after it was written. Use another snapshot of the run, or a backup of this file.',
    details: { file, what },
    ...(cause === undefined ? {} : { cause }),
  })
}

export function newerFormat(file: string, version: number, known: number): PtpError {
  return new PtpError('newer-format', `${file}: has format version ${String(version)}, this workbench reads up to ${String(known)}`, {
    hint: 'Update the workbench, or export the file again from the version that wrote it.',
    details: { file, version },
  })
}

/** @returns the typed error for what the file system said about `file` */
export function storageError(file: string, doing: string, cause: unknown): PtpError {
  if (cause instanceof PtpError) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const said = cause instanceof Error ? cause.message : String(cause)
  const details = { file, errno: code }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new PtpError('disk-full', `${file}: no space left while ${doing}`, {
      hint: 'Free some space (old runs, or `ptp snapshot delete`), then resume the run; all that was written before is intact.',
      details,
      cause,
    })
  }
  if (code === 'ENOENT') {
    return new PtpError('not-found', `${file}: is not there (${doing})`, {
      hint: 'Check the path, or list the snapshots of the run with `ptp snapshot list`.',
      details,
      cause,
    })
  }
  return new PtpError('storage', `${file}: ${doing} failed: ${said}`, {
    hint: 'Check that the disk is healthy and that the folder exists and can be written to.',
    details,
    cause,
  })
}

/** What a state belongs to: it can be restored nowhere else. */
export type SnapshotHome = Pick<SnapshotMeta, 'rom_sha256' | 'core'>

/** @throws PtpError `foreign-snapshot` if `found` is of another ROM or another core than `expected` */
export function refuseForeign(file: string, found: SnapshotHome, expected: SnapshotHome): void {
  const otherRom = found.rom_sha256 !== expected.rom_sha256
  const otherCore = describeCore(found.core) !== describeCore(expected.core)
  if (!otherRom && !otherCore) return
  const differences: string[] = []
  if (otherRom) differences.push(`ROM ${found.rom_sha256.slice(0, 12)}…, but ROM ${expected.rom_sha256.slice(0, 12)}… is loaded`)
  if (otherCore) differences.push(`core ${describeCore(found.core)}, but ${describeCore(expected.core)} is loaded`)
  throw new PtpError('foreign-snapshot', `${file}: was made with ${differences.join('; and with ')}`, {
    hint: otherRom ? 'Load the ROM it was made with, or choose a snapshot of this game.' : 'Start the emulator with the core, model and sound setting it was made with.',
    details: { file, found, expected },
  })
}

function describeCore(core: SnapshotHome['core']): string {
  return `${core.name} ${core.version} (${core.model}, sound ${core.sound ? 'on' : 'off'})`
}
