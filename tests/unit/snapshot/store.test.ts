import { readFileSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeSnapshot, lineOf, readSnapshot, SnapshotStore } from '../../../src-main/snapshot/index.ts'
import { CORE, draft, expectRefusal, folder, rejected, ROM, stateOf } from './support.ts'

const RUN = { runId: 'run_a' }

describe('SnapshotStore', () => {
  it('should give back after a restart what was saved before it', async () => {
    const dir = folder()
    const store = await SnapshotStore.open(dir, RUN)
    await store.save(draft({ tick: 5, name: 'gym' }), stateOf(5))
    await store.close()
    const again = await SnapshotStore.open(dir, RUN)
    expect(again.list().map((meta) => meta.id)).toEqual(['snap_0_5'])
    const { meta, state } = await again.load('snap_0_5')
    expect(meta.name).toBe('gym')
    expect(Buffer.from(stateOf(5)).equals(state)).toBe(true)
  })

  it('should find and load an enqueued snapshot before it is on disk', async () => {
    const store = await SnapshotStore.open(folder(), RUN)
    for (let tick = 0; tick < 40; tick++) store.enqueue(draft({ tick, name: `at ${String(tick)}` }), stateOf(tick))
    expect(store.backlog).toBe(40)
    expect(store.findByName('at 30')?.tick).toBe(30)
    expect((await store.load('snap_0_30')).state).toEqual(stateOf(30))
    await store.flush()
    expect(store.backlog).toBe(0)
    expect(readdirSync(store.dir).sort()).toHaveLength(40)
    expect((await readSnapshot(join(store.dir, 'snap_0_39.ptpsnap'))).meta.tick).toBe(39)
  })

  it('should write at once where that is asked for, and look at the flush whether it is on the disk', async () => {
    const store = await SnapshotStore.open(folder(), { ...RUN, atOnce: true })
    for (let tick = 0; tick < 20; tick++) await store.save(draft({ tick }), stateOf(tick))
    expect(readdirSync(store.dir)).toHaveLength(20)
    await store.delete('snap_0_3')
    writeFileSync(join(store.dir, 'snap_0_7.ptpsnap'), 'what a failing disk gives back')
    expectRefusal(await rejected(store.flush()), 'storage', 'what was read back is not what was written')
    expect(store.get('snap_0_7')).toBeNull()
    await store.close()
    const again = await SnapshotStore.open(store.dir, RUN)
    expect(again.list()).toHaveLength(18)
    expect((await again.load('snap_0_8')).state).toEqual(stateOf(8))
  })

  it('should wait for the disk when the state is not in memory any more', async () => {
    const store = await SnapshotStore.open(folder(), { ...RUN, cacheBytes: 1 })
    store.enqueue(draft({ tick: 1 }), stateOf(1))
    expect((await store.load('snap_0_1')).state).toEqual(stateOf(1))
  })

  it('should hand out states that can be changed without changing the snapshot', async () => {
    const store = await SnapshotStore.open(folder(), RUN)
    await store.save(draft(), stateOf(1))
    const { state } = await store.load('snap_0_0')
    state.fill(0)
    structuredClone(state, { transfer: [state.buffer] })
    expect((await store.load('snap_0_0')).state).toEqual(stateOf(1))
  })

  it('should list by branch and tick, and the latest of a name', async () => {
    const store = await SnapshotStore.open(folder(), RUN)
    for (const [branch, tick] of [[1, 9], [0, 20], [0, 3]] as const) await store.save(draft({ branch, tick, name: 'boss' }), stateOf(tick, 500))
    expect(store.list().map((meta) => meta.id)).toEqual(['snap_0_3', 'snap_0_20', 'snap_1_9'])
    expect(store.findByName('boss')?.id).toBe('snap_0_20')
    expect(store.findByName('nobody')).toBeNull()
    expect(store.newId(0, 3)).toBe('snap_0_3_2')
  })

  it('should find the nearest snapshot along the branches of a line', async () => {
    const store = await SnapshotStore.open(folder(), RUN)
    for (const [branch, tick] of [[0, 0], [0, 10], [0, 30], [1, 25], [2, 41]] as const) await store.save(draft({ branch, tick }), stateOf(tick, 500))
    const at = { created_at: '', name: '', agent: '', head_tick: 99 }
    const line = lineOf([
      { branch: 0, parent: null, fork_tick: 0, ...at },
      { branch: 1, parent: 0, fork_tick: 20, ...at },
      { branch: 2, parent: 1, fork_tick: 40, ...at },
    ], 2)
    expect(line).toEqual([{ branch: 0, from: 0, to: 20 }, { branch: 1, from: 21, to: 40 }, { branch: 2, from: 41, to: Infinity }])
    const nearest = (tick: number): string | undefined => store.nearest(line, tick)?.id
    expect([0, 9, 10, 24, 25, 40, 41, 1000].map(nearest)).toEqual([
      'snap_0_0', 'snap_0_0', 'snap_0_10', 'snap_0_10', 'snap_1_25', 'snap_1_25', 'snap_2_41', 'snap_2_41',
    ])
    expect(store.nearest([{ branch: 7, from: 0, to: 9 }], 5)).toBeNull()
  })

  it('should name, annotate and pin without touching the state', async () => {
    const dir = folder()
    const store = await SnapshotStore.open(dir, RUN)
    await store.save(draft(), stateOf(1))
    await Promise.all([store.annotate('snap_0_0', { name: 'start' }), store.annotate('snap_0_0', { note: 'good', pinned: true })])
    const again = await SnapshotStore.open(dir, RUN)
    expect(again.get('snap_0_0')).toMatchObject({ name: 'start', note: 'good', pinned: true, agent: { line: 3 } })
    expect((await again.load('snap_0_0')).state).toEqual(stateOf(1))
  })

  it('should undo a deletion until the trash is emptied', async () => {
    const dir = folder()
    const store = await SnapshotStore.open(dir, RUN)
    await store.save(draft(), stateOf(1))
    await store.delete('snap_0_0')
    expect([store.list(), store.bytes, await store.listTrash()]).toEqual([[], 0, ['snap_0_0']])
    expectRefusal(await rejected(store.load('snap_0_0')), 'not-found', 'snap_0_0')
    await store.close()
    const again = await SnapshotStore.open(dir, { ...RUN, trashMs: 0 })
    expect((await again.restore('snap_0_0')).id).toBe('snap_0_0')
    expect((await again.load('snap_0_0')).state).toEqual(stateOf(1))
    expect(again.bytes).toBeGreaterThan(0)
    await again.delete('snap_0_0')
    await again.close()
    expectRefusal(await rejected(again.restore('snap_0_0')), 'not-found', 'trash')
  })

  it('should refuse the state of another ROM, core, model or sound setting and say which', async () => {
    const store = await SnapshotStore.open(folder(), RUN)
    await store.save(draft(), stateOf(1))
    store.expectFor({ rom_sha256: ROM, core: CORE })
    await store.load('snap_0_0')
    store.expectFor({ rom_sha256: 'b'.repeat(64), core: CORE })
    expectRefusal(await rejected(store.load('snap_0_0')), 'foreign-snapshot', 'aaaaaaaaaaaa', 'bbbbbbbbbbbb')
    for (const [change, tells] of [[{ version: '0.14.0' }, '0.14.0'], [{ model: 'cgb' }, 'cgb'], [{ sound: true }, 'sound on'], [{ name: 'other' }, 'other']] as const) {
      store.expectFor({ rom_sha256: ROM, core: { ...CORE, ...change } })
      expectRefusal(await rejected(store.load('snap_0_0')), 'foreign-snapshot', 'boytacean 0.13.2', tells)
    }
  })

  it('should export a file that another run imports under a free id, off its lines', async () => {
    const out = join(folder(), 'mine.ptpsnap')
    const store = await SnapshotStore.open(folder(), RUN)
    await store.save(draft({ tick: 7, name: 'gym' }), stateOf(7))
    await store.exportFile('snap_0_7', out)
    expect((await store.importFile(out)).id).toBe('snap_0_7_2')
    expect(store.nearest([{ branch: 0, from: 0, to: 9 }], 9)?.tick).toBe(7)

    const other = await SnapshotStore.open(folder(), { runId: 'run_b' })
    const meta = await other.importFile(out)
    expect(meta).toMatchObject({ id: 'snap_0_7', reason: 'imported', name: 'gym', metadata: { imported_from: { run_id: 'run_a' } } })
    expect(other.nearest([{ branch: 0, from: 0, to: 9 }], 9)).toBeNull()
    expect((await other.load(meta.id)).state).toEqual(stateOf(7))
    other.expectFor({ rom_sha256: 'c'.repeat(64), core: CORE })
    expectRefusal(await rejected(other.importFile(out)), 'foreign-snapshot', out)
  })

  it('should open beside damaged files, name them and leave them alone', async () => {
    const dir = folder()
    const store = await SnapshotStore.open(dir, RUN)
    for (const tick of [1, 2, 3, 4]) await store.save(draft({ tick }), stateOf(tick))
    const cut = readFileSync(join(dir, 'snap_0_2.ptpsnap')).subarray(0, 90)
    writeFileSync(join(dir, 'snap_0_2.ptpsnap'), cut)
    renameSync(join(dir, 'snap_0_3.ptpsnap'), join(dir, 'mine.ptpsnap'))
    writeFileSync(join(dir, '.snap_0_9.ptpsnap.00ff.tmp'), 'left over')
    utimesSync(join(dir, '.snap_0_9.ptpsnap.00ff.tmp'), 1, 1)
    const state = readFileSync(join(dir, 'snap_0_4.ptpsnap'))
    state[state.length - 30] = (state[state.length - 30] ?? 0) ^ 1
    writeFileSync(join(dir, 'snap_0_4.ptpsnap'), state)

    const again = await SnapshotStore.open(dir, RUN)
    expect(again.list().map((meta) => meta.tick)).toEqual([1, 4])
    expect(again.damaged.map(({ file }) => file).sort()).toEqual([join(dir, 'mine.ptpsnap'), join(dir, 'snap_0_2.ptpsnap')])
    for (const { error } of again.damaged) expectRefusal(error, 'bad-snapshot')
    expectRefusal(await rejected(again.load('snap_0_4')), 'bad-snapshot', 'snap_0_4.ptpsnap')
    expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('should prune to the budget and keep what a person named', async () => {
    const dir = folder()
    const store = await SnapshotStore.open(dir, RUN)
    for (let tick = 0; tick < 30; tick++) await store.save(draft({ tick, name: tick === 13 ? 'lucky' : null, reason: tick === 0 ? 'start' : 'interval' }), stateOf(tick))
    const { withinBudget } = await store.prune(store.bytes / 5)
    expect(withinBudget).toBe(true)
    const again = await SnapshotStore.open(dir, RUN)
    expect(again.list()).toEqual(store.list())
    expect(again.list().length).toBeLessThanOrEqual(6)
    expect(again.findByName('lucky')?.tick).toBe(13)
    expect(again.get('snap_0_0')).not.toBeNull()
  })

  it('should open a run with thousands of snapshots in the blink of an eye', async () => {
    const dir = folder()
    const store = await SnapshotStore.open(dir, RUN)
    await store.save(draft(), stateOf(1))
    const { meta, state } = await store.load('snap_0_0')
    for (let tick = 1; tick < 2000; tick++) writeFileSync(join(dir, `snap_0_${String(tick)}.ptpsnap`), encodeSnapshot({ ...meta, id: `snap_0_${String(tick)}`, tick }, state).bytes)
    const started = performance.now()
    const again = await SnapshotStore.open(dir, RUN)
    expect(again.list()).toHaveLength(2000)
    expect(performance.now() - started).toBeLessThan(2500)
  })
})
