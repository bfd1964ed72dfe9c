import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PtpError, type SnapshotMeta, type SnapshotSummary } from '../../src-preload/contract/index.ts'
import { runPaths } from '../recorder/index.ts'
import type { SnapshotChanges } from '../snapshot/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts } from './desk.ts'
import { makeSnapshot } from './makeSnapshot.ts'
import type { OpenRun } from './runShelf.ts'

type SnapshotCall =
  | 'snapshots.list' | 'snapshots.create' | 'snapshots.edit' | 'snapshots.delete' | 'snapshots.restore' | 'snapshots.export' | 'snapshots.import'

/** Durable snapshots. The files are what counts; a live run's table of them is kept in step. */
export function snapshotAnswers({ shelf, viewer, tell }: DeskParts): AnswersTo<SnapshotCall> {
  const changed = (open: OpenRun, meta: SnapshotMeta): SnapshotSummary => {
    open.recorder?.snapshot(meta, path.posix.join('snapshots', `${meta.id}.ptpsnap`), 0)
    tell('runs.changed', { run: open.id })
    return summaryOf(meta)
  }
  return {
    'snapshots.list': async ({ run }) => (await shelf.open(run)).store.list().map(summaryOf),
    'snapshots.create': async ({ run, branch, tick, name, note }) => {
      const open = await shelf.open(run)
      return changed(open, await makeSnapshot(open, viewer, { branch, tick, name, note: note ?? null }))
    },
    'snapshots.edit': async ({ run, id, name, note, pinned }) => {
      const open = await shelf.open(run)
      const changes: SnapshotChanges = {}
      if (name !== undefined) changes.name = name === '' ? null : name
      if (note !== undefined) changes.note = note === '' ? null : note
      if (pinned !== undefined) changes.pinned = pinned
      return changed(open, await open.store.annotate(id, changes))
    },
    'snapshots.delete': async ({ run, id }) => {
      const open = await shelf.open(run)
      const meta = requireSnapshot(open, id)
      if (meta.reason === 'start') throw new PtpError('bad-input', `snapshot ${id} is where the run starts and cannot be deleted`, { hint: 'without it the run could not be played again' })
      await open.store.delete(id)
      open.recorder?.snapshotRemoved(id)
      tell('runs.changed', { run })
      return {}
    },
    'snapshots.restore': async ({ run, id }) => {
      const open = await shelf.open(run)
      checkSnapshotId(id)
      changed(open, await open.store.restore(id))
      return {}
    },
    'snapshots.export': async ({ run, id, format }) => {
      const open = await shelf.open(run)
      const meta = requireSnapshot(open, id)
      const folder = runPaths(open.dir).exports
      await mkdir(folder, { recursive: true })
      const file = path.join(folder, `${id}.${format === 'ptp' ? 'ptpsnap' : 'bess'}`)
      if (format === 'ptp') await open.store.exportFile(id, file)
      else await writeFileAtomic(file, Buffer.from(await bessOf(open, meta)))
      return { file }
    },
    'snapshots.import': async ({ run, path: file }) => {
      const open = await shelf.open(run)
      return changed(open, await open.store.importFile(path.resolve(file)))
    },
  }

  async function bessOf(open: OpenRun, { id, run_id, branch, tick, reason }: SnapshotMeta): Promise<Uint8Array> {
    if (reason === 'imported' || run_id !== open.id) {
      throw new PtpError('bad-input', `snapshot ${id} comes from another run and can only be exported as our file`, { hint: 'export it as BESS from its own run' })
    }
    return viewer.use({ run: open.id, branch, tick }, (emulator) => emulator.exportBess())
  }
}

function summaryOf({ agent: _, ...meta }: SnapshotMeta): SnapshotSummary {
  return meta
}

function requireSnapshot(open: OpenRun, id: string): SnapshotMeta {
  const meta = open.store.get(checkSnapshotId(id))
  if (meta) return meta
  throw new PtpError('not-found', `run ${open.id} has no snapshot ${id}`, { hint: 'look at its list of snapshots again' })
}

function checkSnapshotId(id: string): string {
  if (/^[a-z0-9_-]{1,80}$/.test(id)) return id
  throw new PtpError('bad-input', `"${id.slice(0, 80)}" is no id of a snapshot`)
}
