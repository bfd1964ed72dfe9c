/**
 * Writes the instruction set of the SM83 (Pan Docs, "CPU Instruction Set" and "CPU Registers and
 * Flags") as AssemblyScript `case` blocks for the loop in run.mjs.
 *
 * AssemblyScript has no macros, and an interpreter is fast only when its registers are locals of one
 * function: so the 500 cases are generated. In them
 * - `a`, `bc`, `de`, `hl`, `sp`, `pc` are the registers, `now` is the time of the opcode fetch;
 * - every access carries its own time: the second machine cycle of an instruction is at `now + 4`;
 * - flags are lazy: of `res`, the last result, the low byte is 0 for Z, and bit 8 is C; of `hx`, bit 4 is H
 *   and bit 16 is N.
 */

const hex = (n) => '0x' + n.toString(16).padStart(2, '0')

/** A time inside the instruction: `cycle` machine cycles after its opcode fetch. */
const at = (cycle) => (cycle === 0 ? 'now' : `now + ${4 * cycle}`)
const read = (address, cycle) => `read(${address}, ${at(cycle)})`
const write = (address, value, cycle) => `write(${address}, ${value}, ${at(cycle)});`
const next = (cycle) => `let n = ${read('pc', cycle)}; pc = (pc + 1) & 0xffff;`
/** Both bytes of an immediate word, into `n`. */
const next16 = (cycle) =>
  `let n = ${read('pc', cycle)}; n |= ${read('(pc + 1) & 0xffff', cycle + 1)} << 8; pc = (pc + 2) & 0xffff;`

const REGISTERS = ['b', 'c', 'd', 'e', 'h', 'l', '(hl)', 'a']
const PAIRS = ['bc', 'de', 'hl', 'sp']
const STACKED = ['bc', 'de', 'hl', 'af']
const CONDITIONS = ['res & 0xff', '!(res & 0xff)', '!(res & 0x100)', 'res & 0x100']
/** C as a number, and what an instruction that leaves C or Z alone keeps. */
const CARRY = '((res >>> 8) & 1)'
const KEEP_C = 'res & 0x100'
const KEEP_Z = 'res & 0xff'
const N = '0x10000'
const pairOf = { b: 'bc', c: 'bc', d: 'de', e: 'de', h: 'hl', l: 'hl' }

function get(register) {
  if (register === 'a') return 'a'
  const pair = pairOf[register]
  return register === pair[0] ? `(${pair} >>> 8)` : `(${pair} & 0xff)`
}

function set(register, value) {
  if (register === 'a') return `a = ${value};`
  const pair = pairOf[register]
  return register === pair[0]
    ? `${pair} = (${pair} & 0xff) | ((${value}) << 8);`
    : `${pair} = (${pair} & 0xff00) | (${value});`
}

/** The eight operations on A, in opcode order; `v` is the other operand. */
const ALU = [
  'let r = a + v; hx = a ^ v ^ r; res = r; a = r & 0xff;',
  `let r = a + v + ${CARRY}; hx = a ^ v ^ r; res = r; a = r & 0xff;`,
  `let r = a - v; hx = a ^ v ^ r | ${N}; res = r; a = r & 0xff;`,
  `let r = a - v - ${CARRY}; hx = a ^ v ^ r | ${N}; res = r; a = r & 0xff;`,
  'a = res = a & v; hx = 0x10;',
  'a = res = a ^ v; hx = 0;',
  'a = res = a | v; hx = 0;',
  `let r = a - v; hx = a ^ v ^ r | ${N}; res = r;`,
]

/** Rotates and shifts of the CB page, in opcode order: from `v` to `r`, with the carry in bit 8 of `c`. */
const SHIFTS = [
  'let r = ((v << 1) | (v >>> 7)) & 0xff; let c = v << 1;',
  'let r = (v >>> 1) | ((v & 1) << 7); let c = v << 8;',
  `let r = ((v << 1) | ${CARRY}) & 0xff; let c = v << 1;`,
  'let r = (v >>> 1) | ((res >>> 1) & 0x80); let c = v << 8;',
  'let r = (v << 1) & 0xff; let c = v << 1;',
  'let r = (v >>> 1) | (v & 0x80); let c = v << 8;',
  'let r = ((v << 4) | (v >>> 4)) & 0xff; let c = 0;',
  'let r = v >>> 1; let c = v << 8;',
]

/** Decimal adjust (Pan Docs, "CPU Instruction Set": DAA uses N, H and C). */
const DAA = `
  let v = 0; let c = res & 0x100; const n = hx & ${N};
  if ((hx & 0x10) || (!n && (a & 0xf) > 9)) v = 6;
  if (c || (!n && a > 0x99)) { v |= 0x60; c = 0x100; }
  a = (n ? a - v : a + v) & 0xff; res = a | c; hx = n;`

const inc = `let r = (v + 1) & 0xff; hx = v ^ r; res = ${KEEP_C} | r;`
const dec = `let r = (v - 1) & 0xff; hx = v ^ r | ${N}; res = ${KEEP_C} | r;`

/** Takes a jump backwards: a loop that only polls may be skipped (idle.ts). */
const back = (target) => `const t = ${target}; if (t < pc) now = loopBack(t, pc, now); pc = t;`
const jumpRelative = back('(pc + ((n << 24) >> 24)) & 0xffff')

const push = (value, cycle) =>
  `if ((sp & 0xff00) == 0xfe00) stepped(sp, ${at(cycle - 1)}); sp = (sp - 1) & 0xffff; ${write('sp', `(${value}) >>> 8`, cycle)} sp = (sp - 1) & 0xffff; ${write('sp', `(${value}) & 0xff`, cycle + 1)}`
const pop = (cycle) =>
  `let n = readStepping(sp, ${at(cycle)}); n |= ${read('(sp + 1) & 0xffff', cycle + 1)} << 8; sp = (sp + 2) & 0xffff;`

/** SP plus a signed byte; carries come from the low byte, Z and N are cleared. */
const offsetSp =
  'let e = (n << 24) >> 24; let r = (sp + e) & 0xffff; hx = (sp ^ e ^ r) & 0xffff; res = 1 | (hx & 0x100);'

export const flags = '((res & 0xff ? 0 : 0x80) | ((hx >>> 10) & 0x40) | ((hx & 0x10) << 1) | ((res >>> 4) & 0x10))'
/** The flags from a byte. */
export const takeFlags = (byte) => `res = (${byte} & 0x80 ? 0 : 1) | ((${byte} << 4) & 0x100); hx = ((${byte} >>> 1) & 0x10) | ((${byte} << 10) & ${N});`
const done = (cycles) => `now += ${4 * cycles};`

/** Instructions that have their own line in the table. */
const special = {
  0x00: done(1),
  0x07: `res = 1 | ((a << 1) & 0x100); a = ((a << 1) | (a >>> 7)) & 0xff; hx = 0; ${done(1)}`,
  0x0f: `res = 1 | ((a & 1) << 8); a = (a >>> 1) | ((a & 1) << 7); hx = 0; ${done(1)}`,
  0x17: `let r = (a << 1) | ${CARRY}; res = 1 | (r & 0x100); a = r & 0xff; hx = 0; ${done(1)}`,
  0x1f: `let r = (a >>> 1) | ((res >>> 1) & 0x80); res = 1 | ((a & 1) << 8); a = r; hx = 0; ${done(1)}`,
  0x08: `${next16(1)} ${write('n', 'sp & 0xff', 3)} ${write('(n + 1) & 0xffff', 'sp >>> 8', 4)} ${done(5)}`,
  0x10: `pc = (pc + stop(now)) & 0xffff; ${done(1)}`,
  0x18: `${next(1)} ${done(3)} ${jumpRelative}`,
  0x27: `${DAA} ${done(1)}`,
  0x2f: `a ^= 0xff; hx = 0x10 | ${N}; ${done(1)}`,
  0x37: `res |= 0x100; hx = 0; ${done(1)}`,
  0x3f: `res ^= 0x100; hx = 0; ${done(1)}`,
  0x76: `if (halt(now)) pc = (pc - 1) & 0xffff; ${done(1)}`,
  0xc3: `${next16(1)} ${done(4)} ${back('n')}`,
  0xc9: `${pop(1)} pc = n; ${done(4)}`,
  0xcd: `${next16(1)} ${push('pc', 4)} pc = n; ${done(6)}`,
  0xd9: `${pop(1)} pc = n; enableInterrupts(now); ${done(4)}`,
  0xe0: `${next(1)} ${'writeHigh(n, a, now + 8);'} ${done(3)}`,
  0xe2: `writeHigh(bc & 0xff, a, now + 4); ${done(2)}`,
  0xe8: `${next(1)} ${offsetSp} sp = r; ${done(4)}`,
  0xe9: `pc = hl; ${done(1)}`,
  0xea: `${next16(1)} ${write('n', 'a', 3)} ${done(4)}`,
  0xf0: `${next(1)} a = readHigh(n, now + 8); ${done(3)}`,
  0xf2: `a = readHigh(bc & 0xff, now + 4); ${done(2)}`,
  0xf3: `disableInterrupts(); ${done(1)}`,
  0xf8: `${next(1)} ${offsetSp} hl = r; ${done(3)}`,
  0xf9: `sp = hl; ${done(2)}`,
  0xfa: `${next16(1)} a = ${read('n', 3)}; ${done(4)}`,
  0xfb: `delayInterrupts(now); ${done(1)}`,
}

const ILLEGAL = [0xd3, 0xdb, 0xdd, 0xe3, 0xe4, 0xeb, 0xec, 0xed, 0xf4, 0xfc, 0xfd]

/** The block of one opcode, or undefined for the CB prefix, which run.mjs nests. */
export function opcode(op) {
  if (op in special) return special[op]
  if (ILLEGAL.includes(op)) return `hang(now); pc = (pc - 1) & 0xffff; ${done(1)}`
  const x = op >>> 6
  const y = (op >>> 3) & 7
  const z = op & 7
  if (x === 0) return lowPage(op, y, z)
  if (x === 1) return load(REGISTERS[y], REGISTERS[z])
  if (x === 2) return alu(y, z)
  return highPage(op, y, z)
}

function lowPage(op, y, z) {
  const pair = PAIRS[y >>> 1]
  if (z === 0) return `${next(1)} ${done(2)} if (${CONDITIONS[y - 4]}) { now += 4; ${jumpRelative} }`
  if (z === 1 && !(y & 1)) return `${next16(1)} ${pair} = n; ${done(3)}`
  if (z === 1)
    return `let r = hl + ${pair}; hx = ((hl ^ ${pair} ^ r) >>> 8) & 0xff; res = (${KEEP_Z}) | ((r >>> 8) & 0x100); hl = r & 0xffff; ${done(2)}`
  if (z === 2) return indirect(y)
  // Pan Docs, "OAM Corruption Bug": stepping a register puts it on the address bus.
  if (z === 3) return `if ((${pair} & 0xff00) == 0xfe00) stepped(${pair}, ${at(1)}); ${pair} = (${pair} ${y & 1 ? '-' : '+'} 1) & 0xffff; ${done(2)}`
  const register = REGISTERS[y]
  if (z === 4 || z === 5) {
    const step = z === 4 ? inc : dec
    if (register === '(hl)') return `let v = ${read('hl', 1)}; ${step} ${write('hl', 'r', 2)} ${done(3)}`
    return `let v = ${get(register)}; ${step} ${set(register, 'r')} ${done(1)}`
  }
  if (register === '(hl)') return `${next(1)} ${write('hl', 'n', 2)} ${done(3)}`
  return `${next(1)} ${set(register, 'n')} ${done(2)}`
}

/** LD A,(rr) and LD (rr),A, where the last two step HL up and down. */
function indirect(y) {
  const pair = ['bc', 'de', 'hl', 'hl'][y >>> 1]
  const step = ['', '', 'hl = (hl + 1) & 0xffff;', 'hl = (hl - 1) & 0xffff;'][y >>> 1]
  const access = !(y & 1) ? write(pair, 'a', 1) : step ? `a = readStepping(hl, ${at(1)});` : `a = ${read(pair, 1)};`
  return `${access} ${step} ${done(2)}`
}

function load(to, from) {
  if (to === '(hl)') return `${write('hl', get(from), 1)} ${done(2)}`
  if (from === '(hl)') return `let v = ${read('hl', 1)}; ${set(to, 'v')} ${done(2)}`
  return to === from ? done(1) : `${set(to, get(from))} ${done(1)}`
}

function alu(operation, z) {
  const register = REGISTERS[z]
  const operand = register === '(hl)' ? read('hl', 1) : get(register)
  return `let v = ${operand}; ${ALU[operation]} ${done(register === '(hl)' ? 2 : 1)}`
}

function highPage(op, y, z) {
  if (z === 0) return `${done(2)} if (${CONDITIONS[y]}) { ${pop(0)} pc = n; now += 12; }`
  if (z === 1) {
    const pair = STACKED[y >>> 1]
    if (pair !== 'af') return `${pop(1)} ${pair} = n; ${done(3)}`
    return `${pop(1)} a = n >>> 8; ${takeFlags('n')} ${done(3)}`
  }
  if (z === 2) return `${next16(1)} ${done(3)} if (${CONDITIONS[y]}) { now += 4; ${back('n')} }`
  if (z === 4) return `${next16(1)} if (${CONDITIONS[y]}) { ${push('pc', 4)} pc = n; now += 12; } ${done(3)}`
  if (z === 5) {
    const pair = STACKED[y >>> 1]
    const value = pair === 'af' ? `(a << 8) | ${flags}` : pair
    return `let p = ${value}; ${push('p', 2)} ${done(4)}`
  }
  if (z === 6) return `${next(1)} let v = n; ${ALU[y]} ${done(2)}`
  return `${push('pc', 2)} pc = ${hex(op & 0x38)}; ${done(4)}`
}

/** The block of one opcode of the CB page. */
export function prefixed(op) {
  const register = REGISTERS[op & 7]
  const memory = register === '(hl)'
  const bit = (op >>> 3) & 7
  const value = `let v = ${memory ? read('hl', 2) : get(register)};`
  const store = (result) => (memory ? `${write('hl', result, 3)} ${done(4)}` : `${set(register, result)} ${done(2)}`)
  if (op < 0x40) return `${value} ${SHIFTS[bit]} res = r | (c & 0x100); hx = 0; ${store('r')}`
  if (op < 0x80) return `${value} res = (${KEEP_C}) | (v & ${hex(1 << bit)}); hx = 0x10; ${done(memory ? 3 : 2)}`
  if (op < 0xc0) return `${value} ${store(`v & ${hex(0xff ^ (1 << bit))}`)}`
  return `${value} ${store(`v | ${hex(1 << bit)}`)}`
}
