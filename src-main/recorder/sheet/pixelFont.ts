/**
 * A font of 5x7 pixels (two rows more for tails), drawn as shapes: a sheet looks the same on machines
 * that have no fonts at all. Each glyph is a digit a row, base 32, the leftmost pixel the highest bit.
 */
const GLYPHS: Record<string, string> = {
  ' ': '0000000', '!': '4444404', '"': 'aaa0000', '#': 'aavavaa', $: '4fke5u4', '%': 'op248j3', '&': 'cik8lid', "'": '4480000',
  '(': '2488842', ')': '8422248', '*': '04lel40', '+': '044v440', ',': '0000c48', '-': '000v000', '.': '00000cc', '/': '01248g0',
  '0': 'ehjlphe', '1': '4c4444e', '2': 'eh1248v', '3': 'v2421he', '4': '26aiv22', '5': 'vgu11he', '6': '68guhhe', '7': 'v124888',
  '8': 'ehhehhe', '9': 'ehhf12c', ':': '0cc0cc0', ';': '0cc0c48', '<': '248g842', '=': '00v0v00', '>': '8421248', '?': 'eh12404',
  '@': 'eh1dlle', A: 'ehhvhhh', B: 'uhhuhhu', C: 'ehggghe', D: 'uhhhhhu', E: 'vgguggv', F: 'vgguggg', G: 'ehgnhhf', H: 'hhhvhhh',
  I: 'e44444e', J: '72222ic', K: 'hikokih', L: 'ggggggv', M: 'hrllhhh', N: 'hhpljhh', O: 'ehhhhhe', P: 'uhhuggg', Q: 'ehhhlid',
  R: 'uhhukih', S: 'fgge11u', T: 'v444444', U: 'hhhhhhe', V: 'hhhhha4', W: 'hhhllla', X: 'hha4ahh', Y: 'hhha444', Z: 'v1248gv',
  '[': 'e88888e', '\\': '0g84210', ']': 'e22222e', '^': '4ah0000', _: '000000v', '`': '8420000',
  a: '00e1fhf', b: 'ggmphhu', c: '00egghe', d: '11djhhf', e: '00ehvge', f: '698s888', g: '00fhhhf1e', h: 'ggmphhh', i: '40c444e',
  j: '206222' + '2ic', k: 'ggikoki', l: 'c44444e', m: '00qllhh', n: '00mphhh', o: '00ehhhe', p: '00uhhhugg', q: '00fhhhf11', r: '00mpggg',
  s: '00fge1u', t: '88s8896', u: '00hhhjd', v: '00hhha4', w: '00hhlla', x: '00ha4ah', y: '00hhhhf1e', z: '00v248v',
  '{': '2448442', '|': '4444444', '}': '8442448', '~': '008l200', '·': '0004000', '…': '000000l', '→': '042v240', '×': '0ha4ah0',
}

/** Pixels from one letter to the next, and the height without tails. */
export const ADVANCE = 6
export const CAP_HEIGHT = 7

/** @returns the width of a text in pixels at scale 1 */
export function textWidth(text: string): number {
  return Math.max(0, glyphsOf(text).length * ADVANCE - 1)
}

/**
 * A text as one SVG path. Letters that the font lacks lose their accents, or become `?`.
 * @param x left edge
 * @param y top of the capitals
 * @param scale pixels of the picture a pixel of the font takes
 */
export function textPath(text: string, x: number, y: number, scale: number, colour: string): string {
  let path = ''
  glyphsOf(text).forEach((glyph, i) => {
    for (let row = 0; row < glyph.length; row++) {
      const bits = Number.parseInt(glyph[row] ?? '0', 32)
      for (let column = 0; column < 5; column++) {
        if ((bits & (16 >> column)) === 0) continue
        let length = 1
        while (column + length < 5 && (bits & (16 >> (column + length))) !== 0) length++
        path += `M${x + (i * ADVANCE + column) * scale} ${y + row * scale}h${length * scale}v${scale}h-${length * scale}z`
        column += length
      }
    }
  })
  return path === '' ? '' : `<path shape-rendering="crispEdges" fill="${colour}" d="${path}"/>`
}

/**
 * Cuts a text so that it takes at most `width` pixels at scale 1.
 * @param where names are told apart by both ends, sentences are read from the start
 */
export function fitText(text: string, width: number, where: 'middle' | 'end' = 'middle'): string {
  const letters = [...text]
  const room = Math.max(1, Math.floor((width + 1) / ADVANCE))
  if (letters.length <= room) return text
  const tail = where === 'end' ? 0 : Math.floor((room - 1) / 3)
  return letters.slice(0, room - 1 - tail).join('').trimEnd() + '…' + letters.slice(letters.length - tail).join('')
}

function glyphsOf(text: string): string[] {
  return [...text.normalize('NFC')].map((letter) => GLYPHS[letter] ?? GLYPHS[letter.normalize('NFD')[0] ?? '?'] ?? GLYPHS['?'] ?? '')
}
