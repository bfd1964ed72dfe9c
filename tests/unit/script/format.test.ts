import { describe, expect, test } from 'vitest'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { format } from '../../../src-main/script/index.ts'

describe('format', () => {
  test.each([
    ['press  a+B ;hold a:30,up : 2 , 15', 'PRESS A+B; HOLD A 30, UP:2, 15\n'],
    ['move up 3 left', 'MOVE UP 3 LEFT\n'],
    ['repeat 3 a b end', 'REPEAT 3 TIMES\n  A B\nEND\n'],
    ['if badges>=1&&!standing then a else if x<>2\nb\nelse\nwait 3 end', 'IF badges >= 1 and not standing THEN\n  A\nELSE IF x != 2 THEN\n  B\nELSE\n  WAIT 3\nEND\n'],
    ['while TRUE max 3\n\n\n a\n\n\n b\n\nend', 'WHILE true MAX 3\n  A\n\n  B\nEND\n'],
    ['macro m( n ,m2 )\nwait n*-2+( 1 )\nend\nm( 1,2 )', 'MACRO m(n, m2)\n  WAIT n * -2 + (1)\nEND\nm(1, 2)\n'],
    ['MACRO m()\nEND', 'MACRO m()\nEND\n'],
    ['#one\n\n\n#  two\na#three\nrepeat 2 # four\n# five\na\n# six\nend # seven', '# one\n\n#  two\nA # three\nREPEAT 2 TIMES # four\n  # five\n  A\n  # six\nEND # seven\n'],
    ['if standing # why\n# because\na\nelse # else\nb end', 'IF standing THEN # why\n  # because\n  A\nELSE # else\n  B\nEND\n'],
    ["log 'it\\'s \"so\"'", 'LOG "it\'s \\"so\\""\n'],
    ['set STEPHOLD=6; set hold 3', 'SET stepHold 6; SET hold 3\n'],
    ['expect mem[ 0xd35e ]==3 "x"\ngoto 3 , (x+1) max 2', 'EXPECT mem[0xd35e] == 3 "x"\nGOTO 3 (x + 1) MAX 2\n'],
    ['expect party[0].hp>1 and item( "orb" )>0', 'EXPECT party[0].hp > 1 and item("orb") > 0\n'],
    ['wait until standing \\\n  and x > 1 max 3', 'WAIT UNTIL standing and x > 1 MAX 3\n'],
    ['\r\n\r\na\r\n\r\n\r\nb\r\n', 'A\n\nB\n'],
    ['', ''],
    ['# only this', '# only this\n'],
  ])('should write %j in the one way', (source, formatted) => {
    expect(format(source)).toBe(formatted)
    expect(format(formatted)).toBe(formatted)
  })

  test('should refuse a script with syntax errors, and say where they are', () => {
    expect(() => format('A\nREPEAT 3 TIMES\n B')).toThrow(PtpError)
    expect(() => format('A\nREPEAT 3 TIMES\n B')).toThrow('2:1: this REPEAT is never closed')
  })
})
