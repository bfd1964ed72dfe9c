import type { SnapshotMeta } from '../../src-preload/contract/index.ts'
import { readMetadata } from '../recorder/index.ts'
import { pngThumbnail } from '../run/index.ts'
import { ownPlace, type OpenRun } from './runShelf.ts'
import type { Viewer } from './viewer.ts'

export interface SnapshotWish {
  branch: number
  tick: number
  name: string
  note: string | null
}

/** Makes a named snapshot of any recorded tick; the run itself is not disturbed. @throws PtpError `not-found` */
export async function makeSnapshot(open: OpenRun, viewer: Viewer, wish: SnapshotWish): Promise<SnapshotMeta> {
  const { branch, tick } = ownPlace(open, wish.branch, wish.tick)
  const { saved, seen } = await viewer.use({ run: open.id, branch, tick }, async (emulator, found) => ({ saved: await emulator.save(), seen: found }))
  const { run_id, profile, rom, core, state_format } = readMetadata(open.dir)
  const { screen, location, x, y, badges } = seen.state
  return open.store.save(
    {
      id: open.store.newId(branch, tick),
      run_id,
      branch,
      parent: open.store.nearest(open.line(branch), tick)?.id ?? null,
      tick,
      frame: seen.frame,
      created_at: new Date().toISOString(),
      reason: 'named',
      name: wish.name,
      note: wish.note,
      pinned: false,
      profile,
      rom_sha256: rom.sha256,
      core,
      state_format,
      state_hash: saved.hash,
      metadata: { screen, location, x, y, badges },
      agent: agentAt(open, branch, tick),
      thumbnail: seen.picture ? await pngThumbnail(seen.picture) : null,
    },
    saved.state,
  )
}

/** Where the script stood after the tick. */
function agentAt({ reader }: OpenRun, branch: number, tick: number): unknown {
  const agent = reader.query('SELECT agent FROM inputs WHERE branch = ? AND tick = ?', branch, tick)[0]?.['agent']
  return typeof agent === 'string' ? (JSON.parse(agent) as unknown) : null
}
