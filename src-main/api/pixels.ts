/** How much of a picture is left where nothing differs. */
const FADED = 0.35
const RED = [230, 20, 60] as const

/** @param rgb 3 bytes a pixel @returns 4 bytes a pixel, opaque */
export function rgbaOf(rgb: Uint8Array): Uint8Array {
  const pixels = Math.floor(rgb.length / 3)
  const rgba = new Uint8Array(pixels * 4)
  for (let i = 0, from = 0, to = 0; i < pixels; i++, from += 3, to += 4) {
    rgba[to] = rgb[from] ?? 0
    rgba[to + 1] = rgb[from + 1] ?? 0
    rgba[to + 2] = rgb[from + 2] ?? 0
    rgba[to + 3] = 255
  }
  return rgba
}

/** @returns how many pixels differ */
export function countDifferent(a: Uint8Array, b: Uint8Array): number {
  let count = 0
  for (let i = 0; i < a.length; i += 3) if (differs(a, b, i)) count++
  return count
}

/** @returns `a` faded, the pixels that are others in `b` in red */
export function overlay(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length)
  for (let i = 0; i < a.length; i += 3) {
    const isOther = differs(a, b, i)
    for (let c = 0; c < 3; c++) out[i + c] = isOther ? (RED[c] ?? 0) : 255 - Math.round((255 - (a[i + c] ?? 0)) * FADED)
  }
  return out
}

function differs(a: Uint8Array, b: Uint8Array, at: number): boolean {
  return a[at] !== b[at] || a[at + 1] !== b[at + 1] || a[at + 2] !== b[at + 2]
}
