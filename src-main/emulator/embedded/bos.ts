import { PtpError } from '../../../src-preload/contract/index.ts'

/**
 * The core's own save states (BOS): a header of 6 bytes, then blocks of id u8, version u16, size u32
 * and content. Two things in them are not the machine and would make equal machines look different:
 * the wall clock, and what the core remembers of its last picture. We leave both out, which also
 * makes a state 25 KB instead of 94 KB.
 */
const HEADER = 6
const BLOCK_HEAD = 7
const INFO = 1
const IMAGE = 2
const DEVICE = 3
/** The PPU is the device block of this size; in it, the number of the frame last drawn into the picture. */
const PPU = { size: 42, drawnFrameAt: 31 }
const NOTHING_DRAWN = 0xffff
/** In the INFO block, after the model's number: milliseconds since 1970. */
const CLOCK = { at: 4, bytes: 8 }

interface Block {
  id: number
  at: number
  size: number
}

/** @returns the state without clock and picture: the same machine always gives the same bytes */
export function stripBos(bos: Uint8Array): Uint8Array {
  const image = blocksOf(bos).find(({ id }) => id === IMAGE)
  if (!image) return bos
  const lean = new Uint8Array(bos.length - image.size)
  lean.set(bos.subarray(0, image.at))
  lean.set(bos.subarray(image.at + image.size), image.at)
  const view = new DataView(lean.buffer)
  for (const { id, at, size } of blocksOf(bos)) {
    const moved = at > image.at ? at - image.size : at
    if (id === INFO) lean.fill(0, moved + CLOCK.at, moved + CLOCK.at + CLOCK.bytes)
    if (id === DEVICE && size === PPU.size) view.setUint16(moved + PPU.drawnFrameAt, NOTHING_DRAWN, true)
  }
  return lean
}

/**
 * Puts an empty picture back, so that the core can read the state.
 * @throws PtpError `bad-snapshot` when it is not a state that `stripBos` made
 */
export function restoreBos(lean: Uint8Array): Uint8Array {
  const image = leanImage(lean)
  const bos = new Uint8Array(lean.length + image.size)
  bos.set(lean.subarray(0, image.at))
  bos.set(lean.subarray(image.at), image.at + image.size)
  return bos
}

function blocksOf(bos: Uint8Array): Block[] {
  const view = new DataView(bos.buffer, bos.byteOffset, bos.byteLength)
  const count = bos[5] ?? 0
  const blocks: Block[] = []
  for (let at = HEADER, i = 0; i < count && at + BLOCK_HEAD <= bos.length; i++) {
    const size = view.getUint32(at + 3, true)
    blocks.push({ id: view.getUint8(at), at: at + BLOCK_HEAD, size })
    at += BLOCK_HEAD + size
  }
  return blocks
}

function leanImage(lean: Uint8Array): Block {
  const isBos = lean.length > HEADER + BLOCK_HEAD && String.fromCharCode(...lean.subarray(0, 3)) === 'BOS'
  if (isBos) {
    const view = new DataView(lean.buffer, lean.byteOffset, lean.byteLength)
    const infoSize = view.getUint32(HEADER + 3, true)
    const head = HEADER + BLOCK_HEAD + infoSize
    if (head + BLOCK_HEAD < lean.length && view.getUint8(head) === IMAGE) {
      const size = view.getUint32(head + 3, true)
      // 160×144 RGB; any other size would be a damaged state that asks for too much memory.
      if (size === 160 * 144 * 3) return { id: IMAGE, at: head + BLOCK_HEAD, size }
    }
  }
  throw new PtpError('bad-snapshot', 'not a state of the boytacean core', { hint: 'use a snapshot of this run' })
}
