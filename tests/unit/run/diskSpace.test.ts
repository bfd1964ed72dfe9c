import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { recoverDisk } from '../../../src-main/run/failures/diskSpace.ts'

it('should make room while the run still writes: files come, are renamed and go under its hands', async () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'ptp-room-'))
  const folder = path.join(dir, 'screenshots', '000')
  mkdirSync(folder, { recursive: true })
  let isOver = false
  const writing = Array.from({ length: 4 }, async (_, writer) => {
    for (let i = 0; !isOver; i++) {
      const file = path.join(folder, `shot_b${writer}_${i % 40}.jpg`)
      await writeFile(`${file}.tmp`, 'no picture')
      await rename(`${file}.tmp`, file)
      if (i % 3 === 0) await rm(file, { force: true })
    }
  })
  try {
    for (let i = 0; i < 60; i++) {
      const { status } = await recoverDisk(dir, { needBytes: Number.MAX_SAFE_INTEGER, now: Date.now(), rows: { compressed: () => undefined, removed: () => undefined }, keepRecent: 5 })
      expect(status).toBe('failed')
    }
  } finally {
    isOver = true
    await Promise.all(writing)
    rmSync(dir, { recursive: true, force: true })
  }
})
