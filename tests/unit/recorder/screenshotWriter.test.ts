import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { RunReader, ScreenshotWriter } from '../../../src-main/recorder/index.ts'
import type { Capture } from '../../../src-main/recorder/index.ts'
import { syntheticScreen } from '../../support/syntheticRun.ts'
import { newRun, tick } from './support.ts'

const shot = (at: number, rgb: Uint8Array, given: Partial<Capture> = {}): Capture => ({ branch: 0, tick: at, frame: at * 16, screenType: 'overworld', reason: 'interval', label: null, rgb, ...given })

test('should keep a JPEG of the quality asked for, a thumbnail and a row', async () => {
  const recorder = newRun()
  const sizes: number[] = []
  for (const quality of [30, 95]) {
    const writer = new ScreenshotWriter(recorder, { quality })
    expect(writer.capture(shot(12_345 + quality, syntheticScreen(1), { label: 'gym', reason: 'script' }))).toBe(`shot_b0_000${12_345 + quality}`)
    await writer.flush()
    expect(writer.counts()).toMatchObject({ written: 1, waiting: 0, dropped: 0 })
    sizes.push(writer.counts().bytes)
  }
  for (let i = 1; i < 12_500; i++) recorder.tick(tick(i))
  recorder.close()
  const reader = new RunReader(recorder.dir)
  const [first] = reader.screenshots({ line: 0 }).rows
  expect(first).toMatchObject({ id: 'shot_b0_00012375', tick: 12_375, format: 'jpeg', quality: 30, label: 'gym', file: 'screenshots/001/shot_b0_00012375.jpg', bytes: sizes[0] })
  expect(sizes[0]).toBeLessThan(sizes[1] ?? 0)
  const picture = await sharp(path.join(recorder.dir, first?.file ?? '')).metadata()
  expect(picture).toMatchObject({ format: 'jpeg', width: 160, height: 144 })
  expect(await sharp(path.join(recorder.dir, first?.thumbnail ?? '')).metadata()).toMatchObject({ format: 'webp', width: 80, height: 72 })
  expect(readdirSync(path.join(recorder.dir, 'screenshots', '001')).filter((name) => name.endsWith('.tmp'))).toEqual([])
  reader.close()
})

test('should keep a PNG without loss, whatever the loop does with its buffer afterwards', async () => {
  const recorder = newRun()
  const writer = new ScreenshotWriter(recorder, { format: 'png' })
  const buffer = syntheticScreen(2)
  writer.capture(shot(1, buffer))
  buffer.fill(0)
  await writer.flush()
  const pixels = await sharp(path.join(recorder.dir, 'screenshots/000/shot_b0_00000001.png')).removeAlpha().raw().toBuffer()
  expect(Buffer.compare(pixels, syntheticScreen(2))).toBe(0)
  recorder.close()
})

test('should let equal pictures in a row share one file', async () => {
  const recorder = newRun()
  const writer = new ScreenshotWriter(recorder)
  for (let i = 1; i <= 4; i++) {
    writer.capture(shot(i, syntheticScreen(i === 4 ? 9 : 1)))
    recorder.tick(tick(i))
  }
  await writer.flush()
  recorder.close()
  expect(writer.counts()).toMatchObject({ written: 4, reused: 2 })
  const reader = new RunReader(recorder.dir)
  const { rows } = reader.screenshots({ line: 0 })
  expect(rows.map(({ file }) => path.basename(file))).toEqual(['shot_b0_00000001.jpg', 'shot_b0_00000001.jpg', 'shot_b0_00000001.jpg', 'shot_b0_00000004.jpg'])
  expect(rows.every(({ file }) => existsSync(path.join(recorder.dir, file)))).toBe(true)
  reader.close()
})

test('should tell two pictures of one tick apart', async () => {
  const recorder = newRun()
  const writer = new ScreenshotWriter(recorder)
  expect([writer.capture(shot(5, syntheticScreen(1))), writer.capture(shot(5, syntheticScreen(2), { reason: 'script' }))]).toEqual(['shot_b0_00000005', 'shot_b0_00000005_2'])
  await writer.flush()
  recorder.close()
})

test('should drop pictures of the interval rather than wait, count them and say so', async () => {
  const recorder = newRun()
  const writer = new ScreenshotWriter(recorder, { maxQueue: 4 })
  const ids = Array.from({ length: 30 }, (_, i) => writer.capture(shot(i + 1, syntheticScreen(i))))
  expect(writer.capture(shot(31, syntheticScreen(40), { reason: 'error' }))).toBe('shot_b0_00000031')
  await writer.flush()
  const { written, dropped } = writer.counts()
  expect(ids.filter((id) => id === null).length).toBe(dropped)
  expect(written + dropped).toBe(31)
  expect(dropped).toBeGreaterThan(0)
  recorder.close()
  const reader = new RunReader(recorder.dir)
  expect(reader.errors()).toMatchObject([{ error_type: 'screenshots-dropped', context: { dropped } }])
  reader.close()
})

test('should report a disk that refuses pictures and go on with the next', async () => {
  const recorder = newRun()
  const seen: string[] = []
  const writer = new ScreenshotWriter(recorder, { onError: (error) => seen.push(error.code) })
  rmSync(recorder.paths.screenshots, { recursive: true })
  writeFileSync(recorder.paths.screenshots, 'in the way')
  writer.capture(shot(1, syntheticScreen(1)))
  await expect(writer.flush()).rejects.toMatchObject({ code: 'storage', message: expect.stringContaining('screenshots') })
  expect(seen).toEqual(['storage'])
  rmSync(recorder.paths.screenshots)
  writer.capture(shot(2, syntheticScreen(1)))
  await writer.flush()
  expect(readFileSync(path.join(recorder.paths.screenshots, '000', 'shot_b0_00000002.jpg')).length).toBeGreaterThan(100)
  recorder.close()
})
