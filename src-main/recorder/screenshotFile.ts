import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'

export const SCREEN_WIDTH = 160
export const SCREEN_HEIGHT = 144
export const THUMBNAIL_WIDTH = 80
export const THUMBNAIL_HEIGHT = 72
/** Ticks whose pictures share a folder. */
const SHARD_TICKS = 10_000

// The pictures are tiny: more threads for one of them only get in each other's way.
sharp.concurrency(1)
sharp.cache(false)

export interface PictureFiles {
  /** relative to the run directory, with forward slashes */
  file: string
  thumbnail: string
  /** bytes of the picture itself */
  bytes: number
}

/** @returns the id of a picture, e.g. `shot_b0_00012345`; `nth` > 1 tells pictures of one tick apart */
export function screenshotId(branch: number, tick: number, nth = 1): string {
  const id = `shot_b${branch}_${String(tick).padStart(8, '0')}`
  return nth === 1 ? id : `${id}_${nth}`
}

/**
 * Encodes a screen and writes it and its thumbnail, each under its name only when it is whole.
 * @param rgb 160x144 pixels of 3 bytes
 * @param quality 1–100, of a JPEG; a PNG is always lossless
 */
export async function writePicture(dir: string, id: string, tick: number, rgb: Uint8Array, format: 'jpeg' | 'png', quality: number): Promise<PictureFiles> {
  const folder = path.posix.join('screenshots', String(Math.floor(tick / SHARD_TICKS)).padStart(3, '0'))
  await mkdir(path.join(dir, folder), { recursive: true })
  const image = sharp(rgb, { raw: { width: SCREEN_WIDTH, height: SCREEN_HEIGHT, channels: 3 } })
  const [picture, small] = await Promise.all([
    format === 'jpeg' ? image.clone().jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer() : image.clone().png({ compressionLevel: 6 }).toBuffer(),
    image.clone().resize(THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT, { kernel: 'nearest' }).webp({ lossless: true, effort: 1 }).toBuffer(),
  ])
  const file = `${folder}/${id}.${format === 'jpeg' ? 'jpg' : 'png'}`
  const thumbnail = `${folder}/${id}.thumb.webp`
  await Promise.all([put(path.join(dir, file), picture), put(path.join(dir, thumbnail), small)])
  return { file, thumbnail, bytes: picture.length }
}

/**
 * Encodes a picture anew, smaller: a JPEG at a lower quality, a PNG with more effort. Left alone when that gains nothing.
 * @param file relative to the run directory
 * @returns its bytes now
 */
export async function compressPicture(dir: string, file: string, quality: number): Promise<number> {
  const place = path.join(dir, file)
  const before = await readFile(place)
  const image = sharp(before)
  const after = file.endsWith('.png')
    ? await image.png({ compressionLevel: 9, effort: 10, palette: true }).toBuffer()
    : await image.jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer()
  if (after.length >= before.length) return before.length
  await put(place, after)
  return after.length
}

/** Deletes a picture and its thumbnail. */
export async function removePicture(dir: string, file: string, thumbnail: string): Promise<void> {
  await Promise.all([file, thumbnail].map((each) => rm(path.join(dir, each), { force: true })))
}

async function put(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}.tmp`
  await writeFile(temporary, bytes)
  await rename(temporary, file)
}
