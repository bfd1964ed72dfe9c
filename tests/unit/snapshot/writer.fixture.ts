/** A process that writes snapshots: `once DIR` tries to replace one, `forever DIR` goes on until it is killed. */
import { PtpError } from '../../../src-preload/contract/index.ts'
import { SnapshotStore, type SnapshotDraft } from '../../../src-main/snapshot/index.ts'

const [, , mode, dir = ''] = process.argv
const store = await SnapshotStore.open(dir, { runId: 'run_a' })

function draft(tick: number): SnapshotDraft {
  return {
    id: `snap_0_${String(tick)}`, run_id: 'run_a', branch: 0, parent: null, tick, frame: tick, created_at: '2026-01-01T00:00:00Z',
    reason: 'interval', name: 'new', note: null, pinned: false, profile: 'p', rom_sha256: 'a'.repeat(64),
    core: { name: 'c', version: '1', model: 'dmg', sound: false }, state_format: 'bos', state_hash: '0'.repeat(16),
    metadata: {}, agent: null, thumbnail: null,
  }
}

function noise(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(60_000))
}

if (mode === 'once') {
  let code = 'none'
  try {
    await store.save(draft(0), noise())
  } catch (error) {
    if (error instanceof PtpError) code = error.code
  }
  const loads = (await store.load('snap_0_0')).meta.name === 'old'
  console.log(JSON.stringify({ code, listed: store.get('snap_0_0')?.name, loads }))
} else {
  for (let count = 0; ; count++) {
    store.enqueue(draft(count % 20), noise())
    if (store.backlog > 8) await store.flush()
    if (count === 20) console.log('going')
  }
}
