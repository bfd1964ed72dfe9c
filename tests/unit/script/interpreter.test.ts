import { describe, expect, test } from 'vitest'
import { createInterpreter } from '../../../src-main/script/index.ts'
import { interpreterStateSchema } from '../../../src-main/script/index.ts'
import type { GameState } from '../../../src-preload/contract/index.ts'
import { blind, play, programOf, short, viewOf } from './vocabulary.ts'

function run(source: string, state: Partial<GameState> = {}, bytes: Record<number, number> = {}, words?: typeof blind): string[] {
  return short(play(createInterpreter(programOf(source, words)), () => viewOf(state, bytes)))
}

describe('buttons', () => {
  test('should press bare buttons one after the other, with the pause of the profile', () => {
    expect(run('A B start Up')).toEqual(['PRESS A 4/10', 'PRESS B 4/10', 'PRESS START 4/10', 'PRESS UP 4/10', 'end'])
  })

  test('should press buttons joined by + together', () => {
    expect(run('PRESS A+B SELECT')).toEqual(['PRESS A+B 4/10', 'PRESS SELECT 4/10', 'end'])
  })

  test('should hold a button for exactly the frames asked for, at most 60 a tick', () => {
    expect(run('HOLD B 130')).toEqual(['HOLD B 130 60/60', 'HOLD B 130 60/60', 'HOLD B 130 10/10', 'end'])
  })

  test('should let go of a long press inside a tick', () => {
    expect(run('SET hold 70\nSET gap 20\nA')).toEqual(['PRESS A 60/60', 'PRESS A 10/30', 'end'])
  })

  test('should take bare numbers and comma lists for what they look like', () => {
    expect(run('up:2, a, wait:30, 15, b:2')).toEqual([
      'MOVE UP 8/40', 'MOVE UP 8/40', 'PRESS A 4/10', 'WAIT 45 0/45', 'PRESS B 4/10', 'PRESS B 4/10', 'end',
    ])
  })

  test('should cut a long wait into ticks of 60 frames', () => {
    expect(run('WAIT 100 + 30')).toEqual(['WAIT 130 0/60', 'WAIT 130 0/60', 'WAIT 130 0/10', 'end'])
  })
})

describe('steps', () => {
  test('should end a step as soon as the player stands', () => {
    const [step] = play(createInterpreter(programOf('MOVE LEFT')), () => viewOf())
    expect(step).toMatchObject({ buttons: 32, hold: 8, frames: 40, until: { op: 'name', path: ['standing'] }, type: 'NAVIGATION_MOVE', line: 1 })
  })

  test('should take a fixed time where the game does not tell', () => {
    const [step] = play(createInterpreter(programOf('MOVE LEFT', blind)), () => viewOf())
    expect(step).toMatchObject({ hold: 8, frames: 16 })
    expect(step).not.toHaveProperty('until')
  })

  test('should walk several ways in one MOVE', () => {
    expect(run('MOVE UP 2 LEFT')).toEqual(['MOVE UP 8/40', 'MOVE UP 8/40', 'MOVE LEFT 8/40', 'end'])
  })
})

describe('blocks', () => {
  test('should go round nested loops as often as asked', () => {
    expect(run('REPEAT 2 TIMES\n REPEAT 2 TIMES\n A\n END\n B\nEND').map((each) => each.slice(0, 7))).toEqual([
      'PRESS A', 'PRESS A', 'PRESS B', 'PRESS A', 'PRESS A', 'PRESS B', 'end',
    ])
  })

  test('should take the branch whose condition holds when it is reached', () => {
    const source = 'IF badges >= 2 THEN\n A\nELSE IF party[0].hp < 10\n B\nELSE\n START\nEND'
    const hurt = { species: 'SPRIG', nickname: '', level: 5, hp: 4, maxHp: 20, xp: 0, status: null, moves: [] }
    expect(run(source, { badges: 2 })).toEqual(['PRESS A 4/10', 'end'])
    expect(run(source, { badges: 1, party: [hurt] })).toEqual(['PRESS B 4/10', 'end'])
    expect(run(source, { badges: 1, party: [{ ...hurt, hp: 20 }] })).toEqual(['PRESS START 4/10', 'end'])
  })

  test('should go round a WHILE no more than MAX times, and go on after it', () => {
    expect(run('WHILE screen == "overworld" MAX 2\n A\nEND\nB')).toEqual(['PRESS A 4/10', 'PRESS A 4/10', 'PRESS B 4/10', 'end'])
  })

  test('should read memory in conditions', () => {
    expect(run('IF mem[0xD35E] == 3 THEN A END', {}, { 0xd35e: 3 })).toEqual(['PRESS A 4/10', 'end'])
    expect(run('IF mem[0xD35E] == 3 THEN A END', {}, { 0xd35e: 4 })).toEqual(['end'])
  })

  test('should count items in the bag', () => {
    const source = 'IF item("orb") > 1 THEN A END'
    expect(run(source, { inventory: [{ item: 'ORB', quantity: 2 }] })).toEqual(['PRESS A 4/10', 'end'])
    expect(run(source)).toEqual(['end'])
  })

  test('should stop a loop that never lets the game go on', () => {
    const [failed, end] = play(createInterpreter(programOf('WHILE true MAX 1000000000\n IF badges > 9 THEN A END\nEND')), () => viewOf())
    expect(failed).toMatchObject({ kind: 'failed', line: 1, message: expect.stringContaining('without a frame') })
    expect(end).toEqual({ kind: 'end' })
  })
})

describe('macros', () => {
  test('should give a macro its arguments, also from the game and from another macro', () => {
    const source = 'twice(badges + 1)\nMACRO twice(n)\n walk(n * 2, n)\nEND\nMACRO walk(steps, pause)\n MOVE UP steps\n IF pause > 1 THEN WAIT pause END\nEND'
    expect(run(source)).toEqual(['MOVE UP 8/40', 'MOVE UP 8/40', 'end'])
    expect(run(source, { badges: 1 })).toEqual(['MOVE UP 8/40', 'MOVE UP 8/40', 'MOVE UP 8/40', 'MOVE UP 8/40', 'WAIT 2 0/2', 'end'])
  })

  test('should put arguments in place of parameters in the condition of a tick', () => {
    const [wait] = play(createInterpreter(programOf('MACRO richer(n)\n WAIT UNTIL money > n MAX 9\nEND\nricher(7)')), () => viewOf(), 1)
    expect(wait).toMatchObject({ until: { op: '>', left: { op: 'name', path: ['money'] }, right: { op: 'number', value: 7 } } })
  })

  test('should call a macro without parameters by its bare name, several times with :', () => {
    expect(run('MACRO knock\n A\nEND\nknock:2 B')).toEqual(['PRESS A 4/10', 'PRESS A 4/10', 'PRESS B 4/10', 'end'])
  })

  test('should keep a SET inside of its block', () => {
    expect(run('MACRO slow\n SET hold 20\n A\nEND\nslow\nA')).toEqual(['PRESS A 20/26', 'PRESS A 4/10', 'end'])
  })
})

describe('WAIT UNTIL', () => {
  test('should not wait when the condition holds already', () => {
    expect(run('WAIT UNTIL badges == 1 MAX 100', { badges: 1 })).toEqual(['end'])
  })

  test('should count the frames that really went by', () => {
    const interpreter = createInterpreter(programOf('WAIT UNTIL badges == 1 MAX 100\nA'))
    const frames: number[] = []
    for (let effect = interpreter.next(viewOf()); effect.kind === 'act' && effect.type === 'WAIT_UNTIL'; effect = interpreter.next(viewOf())) {
      frames.push(effect.frames)
      interpreter.advanced(25)
    }
    expect(frames).toEqual([60, 60, 50, 25])
  })

  test('should tell how often to look where the emulator cannot by itself', () => {
    const [first, second] = play(createInterpreter(programOf('WAIT UNTIL standing MAX 9\nSET poll 12\nWAIT UNTIL badges == 1 MAX 9')), () => viewOf({ standing: false }))
    expect(first).toMatchObject({ poll: 4 })
    expect(second).toMatchObject({ poll: 12 })
  })

  test('should go on when its time is up', () => {
    expect(run('WAIT UNTIL badges == 1 MAX 70\nA')).toEqual(['WAIT UNTIL badges == 1 0/60', 'WAIT UNTIL badges == 1 0/10', 'PRESS A 4/10', 'end'])
  })
})

describe('effects', () => {
  test('should hand on what is for the recorder', () => {
    expect(run('OBSERVE\nSCREENSHOT "here"\nSNAPSHOT "gym"\nROLLBACK "gym"\nLOG "so \\"far\\""')).toEqual([
      'observe', 'screenshot here', 'snapshot gym', 'rollback gym', 'log so "far"', 'end',
    ])
  })

  test('should fail at an EXPECT that does not hold, and play nothing after it', () => {
    expect(run('EXPECT badges >= 1 "no badge"\nA')).toEqual(['failed no badge (expected badges >= 1)', 'end'])
    expect(run('EXPECT badges >= 1 "no badge"\nA', { badges: 1 })).toEqual(['PRESS A 4/10', 'end'])
  })
})

describe('GOTO', () => {
  const start = () => createInterpreter(programOf('GOTO 2 1\nB'))

  test('should walk the way it is given, and go on', () => {
    const interpreter = start()
    expect(interpreter.next(viewOf({ x: 1, y: 0 }))).toMatchObject({ kind: 'find-path', x: 2, y: 1 })
    interpreter.pathFound(['DOWN', 'RIGHT'])
    const taken = [
      interpreter.next(viewOf({ x: 1, y: 0 })), interpreter.next(viewOf({ x: 1, y: 1 })), interpreter.next(viewOf({ x: 2, y: 1 })),
    ]
    expect(short(taken)).toEqual(['MOVE DOWN 8/40', 'MOVE RIGHT 8/40', 'PRESS B 4/10'])
  })

  test('should ask again when something is in the way, and fail when it stays', () => {
    const interpreter = createInterpreter(programOf('GOTO 2 1 MAX 1'))
    const here = viewOf({ x: 1, y: 1 })
    const taken = []
    for (let i = 0; i < 6; i++) {
      const effect = interpreter.next(here)
      taken.push(effect)
      if (effect.kind === 'find-path') interpreter.pathFound(['RIGHT'])
    }
    expect(short(taken)).toEqual(['find-path 2 1', 'MOVE RIGHT 8/40', 'find-path 2 1', 'MOVE RIGHT 8/40', 'failed the way to (2, 1) is blocked at (1, 1)', 'end'])
  })

  test('should fail when there is no way', () => {
    const interpreter = start()
    interpreter.next(viewOf())
    interpreter.pathFound(null)
    expect(short([interpreter.next(viewOf()), interpreter.next(viewOf())])).toEqual(['failed there is no way to (2, 1)', 'end'])
  })

  test.each([
    ['a battle', { screen: 'battle' as const }],
    ['another map', { location: 'HOME' }],
  ])('should end when the walk leads into %s', (_, change) => {
    const interpreter = start()
    interpreter.next(viewOf({ x: 1, y: 1 }))
    interpreter.pathFound(['RIGHT'])
    interpreter.next(viewOf({ x: 1, y: 1 }))
    expect(short([interpreter.next(viewOf({ x: 9, y: 9, ...change }))])).toEqual(['PRESS B 4/10'])
  })
})

describe('needsState', () => {
  test('should be true only where the game is looked at', () => {
    const interpreter = createInterpreter(programOf('A\nREPEAT 2 TIMES\n B\nEND\nIF badges > 0 THEN\n A\nEND'))
    const looks: boolean[] = []
    for (;;) {
      looks.push(interpreter.needsState)
      if (interpreter.next(viewOf()).kind === 'end') break
    }
    expect(looks).toEqual([false, false, false, true])
  })
})

describe('save', () => {
  test('should be small plain data that its schema knows', () => {
    const interpreter = createInterpreter(programOf('REPEAT 2 TIMES\n WAIT 100\nEND'))
    interpreter.next(viewOf())
    const saved = interpreter.save()
    expect(interpreterStateSchema.parse(JSON.parse(JSON.stringify(saved)))).toEqual(saved)
    expect(JSON.stringify(saved).length).toBeLessThan(250)
  })

  test('should refuse the place of another script', () => {
    const saved = createInterpreter(programOf('A')).save()
    expect(() => createInterpreter(programOf('B'), saved)).toThrow('another script')
  })
})
