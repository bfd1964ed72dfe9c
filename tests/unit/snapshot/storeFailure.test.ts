import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type PtpError } from '../../../src-preload/contract/index.ts'
import { readSnapshot, SnapshotStore } from '../../../src-main/snapshot/index.ts'
import { storageError } from '../../../src-main/snapshot/refusal.ts'
import { draft, expectRefusal, folder, rejected, stateOf } from './support.ts'

const RUN = { runId: 'run_a' }
const WRITER = fileURLToPath(new URL('writer.fixture.ts', import.meta.url))

describe('a write that fails', () => {
  it('should leave the old file and the old listing as they were', async (context) => {
    if (process.platform === 'win32') context.skip('needs a shell that limits the size of files')
    const dir = folder()
    const store = await SnapshotStore.open(dir, RUN)
    await store.save(draft({ name: 'old' }), stateOf(1))
    const before = readFileSync(join(dir, 'snap_0_0.ptpsnap'))
    // No file over 8 KiB can be written in there: the disk is as good as full.
    const said = execFileSync('sh', ['-c', `trap '' XFSZ; ulimit -f 16; exec "$0" "$@"`, process.execPath, WRITER, 'once', dir], { encoding: 'utf8', stdio: 'pipe' })
    expect(JSON.parse(said)).toMatchObject({ code: 'storage', listed: 'old', loads: true })
    expect(readdirSync(dir)).toEqual(['snap_0_0.ptpsnap'])
    expect(readFileSync(join(dir, 'snap_0_0.ptpsnap')).equals(before)).toBe(true)
  })

  it('should reach the caller of save, the onError of enqueue, or else the next flush', async () => {
    const errors: PtpError[] = []
    for (const onError of [undefined, (error: PtpError) => { errors.push(error) }]) {
      const dir = folder()
      const store = await SnapshotStore.open(dir, { ...RUN, ...(onError === undefined ? {} : { onError }) })
      rmSync(dir, { recursive: true })
      expectRefusal(await rejected(store.save(draft({ tick: 1 }), stateOf(1))), 'not-found', dir)
      store.enqueue(draft({ tick: 2 }), stateOf(2))
      store.enqueue(draft({ tick: 3 }), stateOf(3))
      const flushed = await rejected(store.flush())
      if (onError === undefined) expectRefusal(flushed, 'not-found', dir)
      else expect(flushed).toBeUndefined()
      expect(store.list()).toEqual([])
      await store.flush()
    }
    expect(errors).toHaveLength(2)
  })

  it('should be told as a full disk, with what to do', async (context) => {
    if (process.platform !== 'linux') context.skip('needs /dev/full')
    const cause = await rejected(writeFile('/dev/full', 'x'))
    expectRefusal(storageError('a.ptpsnap', 'writing the snapshot', cause), 'disk-full', 'a.ptpsnap', 'no space')
  })
})

describe('a process killed while it saves', () => {
  it('should leave only whole snapshots behind', async () => {
    const dir = folder()
    for (const delay of [150, 260, 390]) {
      const child = spawn(process.execPath, [WRITER, 'forever', dir], { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(child.stdout, 'data')
      await new Promise((resolve) => setTimeout(resolve, delay))
      child.kill('SIGKILL')
      await once(child, 'exit')
      const store = await SnapshotStore.open(dir, RUN)
      expect(store.damaged).toEqual([])
      expect(store.list().length).toBeGreaterThan(0)
      for (const { id } of store.list()) await readSnapshot(join(dir, `${id}.ptpsnap`))
    }
  })
})
