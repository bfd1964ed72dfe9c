/**
 * The line of a sparkline as an SVG path. The newest value is at the right edge; where a value is
 * missing the line is broken.
 * @param room values that fill the whole width
 * @param top value at the upper edge; the largest value when left out
 */
export function sparkPath(values: readonly (number | null)[], width: number, height: number, room: number, top?: number): string {
  const shown = values.slice(-room)
  const most = top ?? shown.reduce<number>((max, value) => Math.max(max, value ?? 0), 0)
  const step = width / Math.max(1, room - 1)
  const first = room - shown.length
  let path = ''
  let pen = false
  shown.forEach((value, at) => {
    if (value === null) {
      pen = false
      return
    }
    const x = round((first + at) * step)
    const y = round(height - 1 - (most <= 0 ? 0 : Math.min(1, value / most)) * (height - 2))
    path += `${pen ? 'L' : 'M'}${x} ${y}`
    pen = true
  })
  return path
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
