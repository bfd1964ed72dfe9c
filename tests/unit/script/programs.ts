import fc from 'fast-check'

const button = fc.constantFrom('A', 'B', 'start', 'Select', 'UP', 'down', 'Left', 'RIGHT')
const direction = fc.constantFrom('UP', 'down', 'Left', 'RIGHT')
const count = fc.integer({ min: 0, max: 4 }).map(String)
const text = fc.constantFrom('"gym"', "'it\\'s'", '"a \\"b\\""', '"# no comment"', '"é ☃"')

const { condition } = fc.letrec<{ number: string; condition: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('0', '1', '7', '0x1F', '2.5', 'badges', 'x', 'party[0].hp', 'mem[0xC000]', 'mem[x]', 'item("orb")', 'Party[2].max_hp'),
    fc.tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number')).map((parts) => parts.join(' ')),
    tie('number').map((of) => `(${of})`),
    tie('number').map((of) => `-${of}`),
  ),
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('true', 'FALSE', 'standing', 'screen == "battle"', "location != 'HOME'", 'badge.TIDE'),
    fc.tuple(tie('number'), fc.constantFrom('==', '!=', '<>', '<', '<=', '>', '>='), tie('number')).map((parts) => parts.join('')),
    fc.tuple(tie('condition'), fc.constantFrom('and', 'OR', '&&', '||'), tie('condition')).map((parts) => parts.join(' ')),
    tie('condition').map((of) => `not (${of})`),
    tie('condition').map((of) => `!${of}`),
  ),
}))

/** A count: small, and sometimes of the game or a parameter. */
const amount = fc.oneof({ weight: 5, arbitrary: count }, { weight: 1, arbitrary: fc.constantFrom('badges', '(x + 1)', '(2 * 3 - 4)') })
const call = fc.oneof(fc.constantFrom('knock', 'KNOCK:2', 'knock()'), fc.tuple(amount, amount).map(([a, b]) => `walk(${a}, ${b})`))
const tap = fc.oneof(button, fc.tuple(button, button).map((both) => both.join('+')), fc.tuple(button, count).map((both) => both.join(':')))

const simple = fc.oneof(
  fc.array(fc.oneof(tap, count), { minLength: 1, maxLength: 4 }).map((items) => items.join(' ')),
  fc.array(tap, { minLength: 1, maxLength: 3 }).map((items) => `press ${items.join(' ')}`),
  fc.tuple(button, amount).map(([key, frames]) => `Hold ${key} ${frames}`),
  fc.integer({ min: 0, max: 150 }).map((frames) => `WAIT ${frames}`),
  fc.tuple(condition, count).map(([until, max]) => `wait until ${until} MAX ${max}0`),
  fc.tuple(direction, amount).map(([way, steps]) => `MOVE ${way} ${steps}`),
  fc.tuple(count, count, count).map(([x, y, max]) => `GOTO ${x} ${y} max ${max}`),
  fc.constantFrom('OBSERVE', 'set hold 7', 'SET gap=2', 'SET stepmax 30'),
  text.map((label) => `SCREENSHOT ${label}`),
  text.map((name) => `snapshot ${name}`),
  text.map((name) => `ROLLBACK ${name}`),
  text.map((line) => `log ${line}`),
  condition.map((what) => `EXPECT ${what} "no"`),
  call,
)

const separator = fc.constantFrom('\n', '\n', '\n\n\n', ' # a comment\n', '; ', ' , ', '\r\n', '\n  # on its own\n')
const open = fc.constantFrom('\n', ' ', ' # why\n', '\n\n')

const { block } = fc.letrec<{ block: string; body: string }>((tie) => ({
  body: fc.array(fc.tuple(tie('block'), separator), { maxLength: 4 }).map((parts) => parts.map((part) => part.join('')).join('')),
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: simple },
    { weight: 1, arbitrary: fc.tuple(amount, open, tie('body')).map(([times, gap, body]) => `REPEAT ${times} TIMES${gap}${body}END`) },
    { weight: 1, arbitrary: fc.tuple(condition, count, open, tie('body')).map(([what, max, gap, body]) => `while ${what} MAX ${max}${gap.trim() === '' ? '\n' : gap}${body}end`) },
    { weight: 1, arbitrary: fc.tuple(condition, open, tie('body'), tie('body')).map(([what, gap, yes, no]) => `IF ${what} THEN${gap}${yes}ELSE\n${no}END`) },
    { weight: 1, arbitrary: fc.tuple(condition, condition, tie('body'), tie('body')).map(([what, other, yes, no]) => `if ${what} then ${yes} else if ${other}\n${no} END`) },
  ),
}))

const MACROS = 'MACRO knock\n  A:2\nEND\nmacro walk(steps, wait_)\n  MOVE UP steps\n  IF steps > wait_ THEN knock END\n  REPEAT wait_ TIMES\n    30\n  END\nEND\n'

/** Scripts without mistakes. */
export const scripts: fc.Arbitrary<string> = fc
  .tuple(fc.array(fc.tuple(block, separator), { maxLength: 8 }), fc.boolean())
  .map(([parts, first]) => {
    const body = parts.map((part) => part.join('')).join('')
    return first ? `${MACROS}${body}` : `${body}\n${MACROS}`
  })
