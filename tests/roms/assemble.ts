/**
 * A small assembler for test ROMs, so that a test's program stands beside what it expects, and can be
 * repeated and varied with the language it is written in. RGBDS spelling, one instruction a line:
 *
 *   assemble(`
 *     wait: ldh a, (LY)      ; registers by name
 *           cp 144
 *           jr nz, wait      ; labels
 *           nops 17          ; that many
 *           db 1, 2, 3
 *           org $150
 *   `)
 */

/** Hardware registers by their name in Pan Docs. */
export const REGISTERS: Readonly<Record<string, number>> = {
  P1: 0xff00, SB: 0xff01, SC: 0xff02, DIV: 0xff04, TIMA: 0xff05, TMA: 0xff06, TAC: 0xff07, IF: 0xff0f,
  NR10: 0xff10, NR11: 0xff11, NR12: 0xff12, NR13: 0xff13, NR14: 0xff14, NR21: 0xff16, NR22: 0xff17,
  NR23: 0xff18, NR24: 0xff19, NR52: 0xff26, LCDC: 0xff40, STAT: 0xff41, SCY: 0xff42, SCX: 0xff43, LY: 0xff44,
  LYC: 0xff45, DMA: 0xff46, BGP: 0xff47, OBP0: 0xff48, OBP1: 0xff49, WY: 0xff4a, WX: 0xff4b, KEY1: 0xff4d,
  VBK: 0xff4f, HDMA1: 0xff51, HDMA2: 0xff52, HDMA3: 0xff53, HDMA4: 0xff54, HDMA5: 0xff55, BCPS: 0xff68,
  BCPD: 0xff69, OCPS: 0xff6a, OCPD: 0xff6b, SVBK: 0xff70, IE: 0xffff,
}

const R8 = ['b', 'c', 'd', 'e', 'h', 'l', '(hl)', 'a']
const R16 = ['bc', 'de', 'hl', 'sp']
const ALU = ['add a,', 'adc a,', 'sub ', 'sbc a,', 'and ', 'xor ', 'or ', 'cp ']
const CONDITIONS = ['nz', 'z', 'nc', 'c']
const SHIFTS = ['rlc', 'rrc', 'rl', 'rr', 'sla', 'sra', 'swap', 'srl']

/** Spelling with placeholders (`N` a byte, `W` a word, `E` a branch, `H` the low byte of 0xFFxx) to opcode. */
function spellings(): Map<string, number[]> {
  const table = new Map<string, number[]>()
  const fixed: Record<string, number> = {
    nop: 0, stop: 0x10, rlca: 7, rrca: 0xf, rla: 0x17, rra: 0x1f, daa: 0x27, cpl: 0x2f, scf: 0x37, ccf: 0x3f, halt: 0x76,
    ret: 0xc9, reti: 0xd9, di: 0xf3, ei: 0xfb, 'jp hl': 0xe9, 'ld sp,hl': 0xf9, 'jr E': 0x18, 'jp W': 0xc3, 'call W': 0xcd,
    'ld (W),sp': 8, 'ld (W),a': 0xea, 'ld a,(W)': 0xfa, 'ldh (H),a': 0xe0, 'ldh a,(H)': 0xf0, 'ldh (c),a': 0xe2, 'ldh a,(c)': 0xf2,
    'ld (bc),a': 2, 'ld (de),a': 0x12, 'ld (hl+),a': 0x22, 'ld (hl-),a': 0x32, 'ld a,(bc)': 0xa, 'ld a,(de)': 0x1a,
    'ld a,(hl+)': 0x2a, 'ld a,(hl-)': 0x3a, 'add sp,N': 0xe8, 'ld hl,sp+N': 0xf8,
  }
  for (const [text, opcode] of Object.entries(fixed)) table.set(text, [opcode])
  R16.forEach((pair, i) => {
    table.set(`ld ${pair},W`, [0x01 + 16 * i]).set(`inc ${pair}`, [0x03 + 16 * i]).set(`dec ${pair}`, [0x0b + 16 * i]).set(`add hl,${pair}`, [0x09 + 16 * i])
    const stacked = pair === 'sp' ? 'af' : pair
    table.set(`pop ${stacked}`, [0xc1 + 16 * i]).set(`push ${stacked}`, [0xc5 + 16 * i])
  })
  R8.forEach((to, i) => {
    table.set(`inc ${to}`, [0x04 + 8 * i]).set(`dec ${to}`, [0x05 + 8 * i]).set(`ld ${to},N`, [0x06 + 8 * i])
    R8.forEach((from, j) => to === '(hl)' && from === '(hl)' ? table : table.set(`ld ${to},${from}`, [0x40 + 8 * i + j]))
    ALU.forEach((name, j) => table.set(`${name}${to}`, [0x80 + 8 * j + i]))
    SHIFTS.forEach((name, j) => table.set(`${name} ${to}`, [0xcb, 8 * j + i]))
    for (let bit = 0; bit < 8; bit++)
      ['bit', 'res', 'set'].forEach((name, j) => table.set(`${name} ${bit},${to}`, [0xcb, 0x40 + 0x40 * j + 8 * bit + i]))
  })
  ALU.forEach((name, j) => table.set(`${name}N`, [0xc6 + 8 * j]))
  CONDITIONS.forEach((name, i) => table.set(`jr ${name},E`, [0x20 + 8 * i]).set(`jp ${name},W`, [0xc2 + 8 * i]).set(`call ${name},W`, [0xc4 + 8 * i]).set(`ret ${name}`, [0xc0 + 8 * i]))
  for (let i = 0; i < 8; i++) table.set(`rst $${(8 * i).toString(16).padStart(2, '0')}`, [0xc7 + 8 * i])
  return table
}

const TABLE = spellings()
type Operand = 'N' | 'W' | 'E' | 'H'

/** The opcode for a normalised line, and its operand as text. */
function match(line: string): { opcode: number[]; kind?: Operand; operand: string } {
  const exact = TABLE.get(line)
  if (exact) return { opcode: exact, operand: '' }
  const words = [...line.matchAll(/[$\w]+(?:[+-][$\w]+)*/g)]
  for (const word of words.reverse())
    for (const kind of ['H', 'N', 'E', 'W'] as const) {
      const opcode = TABLE.get(line.slice(0, word.index) + kind + line.slice(word.index + word[0].length))
      if (opcode) return { opcode, kind, operand: word[0] }
    }
  throw new Error(`unknown instruction: ${line}`)
}

export interface RomOptions {
  /** Cartridge type, ROM and RAM size codes and the CGB flag of the header. */
  type?: number
  romSize?: number
  ramSize?: number
  colour?: boolean
}

/** A ROM whose program starts at 0x150, unless it says `org`. */
export function assemble(source: string, options: RomOptions = {}): Uint8Array {
  const rom = new Uint8Array(0x8000 << (options.romSize ?? 0)).fill(0xff)
  rom.set([0x00, 0xc3, 0x50, 0x01], 0x100)
  rom.fill(0, 0x104, 0x150)
  rom.set([options.colour ? 0x80 : 0], 0x143)
  rom.set([options.type ?? 0, options.romSize ?? 0, options.ramSize ?? 0], 0x147)
  const labels = new Map(Object.entries(REGISTERS))
  const patches: { at: number; kind: Operand; operand: string }[] = []
  let at = 0x150
  for (const raw of source.split('\n')) {
    let line = raw.replace(/;.*/, '').trim()
    const label = /^(\w+):/.exec(line)
    if (label) {
      labels.set(label[1] ?? '', at)
      line = line.slice(label[0].length).trim()
    }
    if (!line) continue
    const [mnemonic = '', rest = ''] = line.split(/\s+(.*)/)
    if (mnemonic === 'org') at = number(rest)
    else if (mnemonic === 'db') for (const value of rest.split(',')) rom[at++] = number(value.trim())
    else if (mnemonic === 'nops') {
      rom.fill(0, at, at + number(rest))
      at += number(rest)
    } else {
      const { opcode, kind, operand } = match(`${mnemonic} ${rest.replace(/\s*([,+-])\s*/g, '$1')}`.trim())
      rom.set(opcode, at)
      at += opcode.length
      if (kind) {
        patches.push({ at, kind, operand })
        at += kind === 'W' ? 2 : 1
      }
    }
  }
  for (const { at: place, kind, operand } of patches) {
    const value = number(operand)
    if (kind === 'W') rom.set([value & 0xff, value >> 8], place)
    else rom[place] = kind === 'E' ? value - place - 1 : value
  }
  return rom

  function number(text: string): number {
    const known = labels.get(text)
    if (known !== undefined) return known
    const value = text.startsWith('$') ? parseInt(text.slice(1), 16) : Number(text)
    if (Number.isNaN(value)) throw new Error(`unknown name or number: ${text}`)
    return value
  }
}
