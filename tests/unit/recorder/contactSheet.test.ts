import path from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { renderContactSheet } from '../../../src-main/recorder/index.ts'
import { fitText, textPath, textWidth } from '../../../src-main/recorder/sheet/pixelFont.ts'
import { syntheticRun } from '../../support/syntheticRun.ts'
import { newHome, newRun } from './support.ts'

/** How many pixels of a picture have about this colour. */
async function countPixels(file: string, wanted: readonly [number, number, number]): Promise<number> {
  const pixels = await sharp(file).removeAlpha().raw().toBuffer()
  let count = 0
  for (let i = 0; i < pixels.length; i += 3) if (wanted.every((value, channel) => Math.abs((pixels[i + channel] ?? 0) - value) < 6)) count++
  return count
}

test('should draw the run with its pictures scaled by whole factors and marks of its events', async () => {
  const { dir } = await syntheticRun(newHome(), { ticks: 4000 })
  const file = path.join(dir, 'exports', 'timeline.png')
  const sheet = await renderContactSheet(dir, file, { columns: 4, pictures: 12 })
  expect(sheet).toMatchObject({ file, pictures: 12, width: 40 * 2 + 4 * 320 + 3 * 20 })
  expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width: sheet.width, height: sheet.height })
  expect(await countPixels(file, [0xff, 0x63, 0x69])).toBeGreaterThan(500)
  expect(await countPixels(file, [0x3d, 0xd6, 0x8c])).toBeGreaterThan(100)
  expect(await countPixels(file, [0xff, 0xc5, 0x3d])).toBeGreaterThan(50)
})

test('should draw a run that has nothing yet', async () => {
  const recorder = newRun()
  const sheet = await renderContactSheet(recorder.dir, path.join(recorder.dir, 'exports', 'timeline.png'))
  expect(sheet.pictures).toBe(0)
  recorder.close()
})

test('should draw text without any font of the machine', async () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="10">${textPath('Émile #1 →', 0, 0, 1, '#ffffff')}</svg>`
  const { data } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  expect(data.filter((value) => value > 128).length / 3).toBeGreaterThan(80)
  expect(textWidth('ab')).toBe(11)
  expect(fitText('a very long title of a run', 60)).toBe('a very…run')
  expect(fitText('short', 60)).toBe('short')
})
