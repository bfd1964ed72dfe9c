import { PtpError, type SnapshotMeta } from '../../src-preload/contract/index.ts'

/**
 * Proves that a state can be restored: loads it into a second instance and compares the hash of that machine.
 * @param restoreInto loads the state into another instance and returns the core's hash of it, 16 hex digits
 * @throws PtpError `bad-snapshot` when the hash differs; whatever `restoreInto` throws
 */
export async function validateSnapshot(meta: SnapshotMeta, state: Uint8Array, restoreInto: (state: Uint8Array) => Promise<string>): Promise<void> {
  const hash = await restoreInto(state)
  if (hash === meta.state_hash) return
  throw new PtpError('bad-snapshot', `snapshot ${meta.id}: restores to state ${hash}, but was taken at state ${meta.state_hash}`, {
    hint: 'Go back to an earlier snapshot; `ptp verify` names the first tick that differs.',
    details: { id: meta.id, expected: meta.state_hash, found: hash },
  })
}
