import sharp from 'sharp'
import type { Connect, Plugin } from 'vite'

const WIDTH = 160
const HEIGHT = 144
const SHADES = [0xe0f0c0, 0x90b868, 0x406848, 0x18281c]
const DIGIT_ROWS = [[7, 5, 5, 5, 7], [2, 6, 2, 2, 7], [7, 1, 7, 4, 7], [7, 1, 3, 1, 7], [5, 5, 7, 1, 1], [7, 4, 7, 1, 7], [7, 4, 7, 5, 7], [7, 1, 2, 2, 2], [7, 5, 7, 5, 7], [7, 5, 7, 1, 7]]

/** Pictures of no game: a field of tiles that scrolls with the tick, a walker, and the tick in digits. */
export function madeUpPictures(): Plugin {
  return {
    name: 'made-up-pictures',
    configureServer: (server) => void server.middlewares.use('/pictures', answer),
    configurePreviewServer: (server) => void server.middlewares.use('/pictures', answer),
  }
}

const answer: Connect.NextHandleFunction = (request, response, next) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const [, , kind, first, second] = url.pathname.split('/')
  if (kind === 'live') {
    const frame = Number(url.searchParams.get('after')) + 2
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'x-ptp-serial': frame, 'x-ptp-tick': Math.floor(frame / 10) })
      response.end(pixelsOf(Math.floor(frame / 10), 4))
    }, 16)
    return
  }
  const tick = kind === 'exact' ? Number(second) : Number(first?.split('_').at(-1))
  if (!Number.isFinite(tick)) {
    next()
    return
  }
  const size = kind === 'thumbs' ? { width: 80, height: 72 } : { width: WIDTH, height: HEIGHT }
  sharp(pixelsOf(tick, 3), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .resize({ ...size, kernel: 'nearest' })
    .png()
    .toBuffer()
    .then((png) => {
      response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'max-age=3600' })
      response.end(png)
    }, next)
}

function pixelsOf(tick: number, channels: 3 | 4): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * channels, 255)
  const put = (x: number, y: number, shade: number): void => {
    const at = (y * WIDTH + x) * channels
    const colour = SHADES[shade] ?? 0
    pixels[at] = colour >> 16
    pixels[at + 1] = (colour >> 8) & 255
    pixels[at + 2] = colour & 255
  }
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const tileX = Math.floor((x + tick * 2) / 16)
      const tileY = Math.floor(y / 16)
      const grass = ((tileX * 7 + tileY * 13 + (tileX ^ tileY)) & 7) < 3
      put(x, y, grass ? (((x + tick * 2) & 3) === 0 && (y & 3) !== 3 ? 2 : 1) : 0)
    }
  }
  for (let y = 0; y < 14; y++) for (let x = 0; x < 12; x++) put(74 + x, 66 + y, y < 5 ? 3 : x === 0 || x === 11 || y === 13 ? 3 : 2)
  const digits = String(tick)
  for (let y = 0; y < 16; y++) for (let x = 0; x < digits.length * 8 + 8; x++) put(x, y, 3)
  for (const [at, digit] of [...digits].entries()) {
    for (const [row, bits] of (DIGIT_ROWS[Number(digit)] ?? []).entries()) {
      for (let bit = 0; bit < 3; bit++) {
        if ((bits & (4 >> bit)) === 0) continue
        for (let dy = 0; dy < 2; dy++) for (let dx = 0; dx < 2; dx++) put(4 + at * 8 + bit * 2 + dx, 3 + row * 2 + dy, 0)
      }
    }
  }
  return pixels
}
