import { writeFile } from 'node:fs/promises'
import { PtpError, type SnapshotMeta } from '../../../src-preload/contract/index.ts'
import type { RunArchive } from '../../run/index.ts'
import { validateSnapshot } from '../../snapshot/index.ts'
import { readMetadata } from '../../recorder/index.ts'
import { Workbench } from '../../workbench.ts'
import { print, table } from '../output.ts'
import type { GlobalOptions } from '../flags.ts'
import { whichRun } from '../whichRun.ts'
import { requireSnapshot, whichSnapshot } from '../whichSnapshot.ts'
import { withLiveEngine } from './live/engine.ts'

interface RunFlag {
  run?: string
}

export async function listSnapshots(run: string | undefined, flags: GlobalOptions & RunFlag): Promise<void> {
  await using opened = await open(flags.run ?? run, flags)
  const { archive } = opened
  const snapshots = archive.store.list().map(withoutBulk)
  const { damaged } = archive.store
  print(flags, { run_id: archive.metadata.run_id, snapshots, damaged }, [
    ...table(
      ['id', 'branch', 'tick', 'reason', 'name', 'note', 'where'],
      snapshots.map((each) => [each.id, each.branch, each.tick, each.reason, each.name, each.note, whereOf(each)]),
    ),
    ...damaged.map(({ file, error }) => `damaged: ${file}: ${error.message}`),
  ])
}

export async function showSnapshot(words: string[], flags: GlobalOptions & RunFlag): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const { dir, snapshot } = await whichSnapshot(workbench, words, flags.run)
  await using opened = await open(dir, flags)
  const meta = requireSnapshot(opened.archive, snapshot)
  print(flags, flags.json ? meta : null, Object.entries(withoutBulk(meta)).map(([name, value]) => `${name.padEnd(14)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`))
}

/** Moves a snapshot to the bin of its run; where another process plays the run, that one does it. */
export async function deleteSnapshot(words: string[], flags: GlobalOptions & RunFlag): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const { dir, snapshot } = await whichSnapshot(workbench, words, flags.run)
  if (workbench.isLive(dir)) {
    const done = await withLiveEngine(flags, readMetadata(dir).run_id, (engine) => engine.delete<{ deleted: string }>(`/snapshot/${encodeURIComponent(snapshot)}`))
    print(flags, { deleted: done.deleted }, [inTheBin(done.deleted)])
    return
  }
  await using opened = await open(dir, flags)
  const { archive } = opened
  const meta = requireSnapshot(archive, snapshot)
  if (meta.reason === 'start') throw new PtpError('bad-input', `snapshot ${meta.id} is where the run starts and cannot be deleted`, { hint: 'without it the run could not be played again' })
  await archive.store.delete(meta.id)
  print(flags, { deleted: meta.id }, [inTheBin(meta.id)])
}

function inTheBin(id: string): string {
  return `${id} is in the bin of the run for a week`
}

export async function exportSnapshot(run: string, id: string, file: string, flags: GlobalOptions & { format: 'ptp' | 'bess' }): Promise<void> {
  await using opened = await open(run, flags)
  const { archive, workbench } = opened
  const meta = requireSnapshot(archive, id)
  if (flags.format === 'ptp') await archive.store.exportFile(meta.id, file)
  else {
    const game = await workbench.gameOf(archive.metadata)
    await using emulator = await workbench.emulators.start(game, archive.metadata)
    await emulator.load((await archive.store.load(meta.id)).state)
    await writeFile(file, await emulator.exportBess())
  }
  print(flags, { id: meta.id, file, format: flags.format }, [`wrote ${file}`])
}

/** Exit code 3 when a snapshot cannot be trusted. */
export async function verifySnapshots(run: string, id: string | undefined, flags: GlobalOptions): Promise<void> {
  await using opened = await open(run, flags)
  const { archive, workbench } = opened
  const game = await workbench.gameOf(archive.metadata)
  await using emulator = await workbench.emulators.start(game, archive.metadata)
  const results: { id: string; ok: boolean; message: string }[] = archive.store.damaged.map(({ file, error }) => ({ id: file, ok: false, message: error.message }))
  for (const meta of id === undefined ? archive.store.list() : [requireSnapshot(archive, id)]) {
    try {
      const { state } = await archive.store.load(meta.id)
      await validateSnapshot(meta, state, async (bytes) => {
        await emulator.load(bytes)
        return (await emulator.save()).hash
      })
      results.push({ id: meta.id, ok: true, message: 'restores to the recorded state' })
    } catch (error) {
      if (!(error instanceof PtpError)) throw error
      results.push({ id: meta.id, ok: false, message: error.message })
    }
  }
  const ok = results.every((each) => each.ok)
  print(flags, { ok, snapshots: results }, results.map((each) => `${each.ok ? 'ok ' : 'BAD'} ${each.id}: ${each.message}`))
  if (!ok) process.exitCode = 3
}

interface Opened extends AsyncDisposable {
  workbench: Workbench
  archive: RunArchive
}

async function open(run: string | undefined, flags: GlobalOptions): Promise<Opened> {
  const workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const archive = await workbench.openArchive(whichRun(workbench, run))
  return {
    workbench,
    archive,
    [Symbol.asyncDispose]: async () => {
      await archive.close()
      workbench.close()
    },
  }
}

/** Without the picture and the agent's place, which are for programs. */
function withoutBulk(meta: SnapshotMeta): Omit<SnapshotMeta, 'thumbnail' | 'agent'> {
  const { thumbnail: _thumbnail, agent: _agent, ...rest } = meta
  return rest
}

function whereOf({ metadata }: Pick<SnapshotMeta, 'metadata'>): string {
  return `${String(metadata['location'] ?? '')} (${String(metadata['x'] ?? '')}, ${String(metadata['y'] ?? '')})`
}
