import type { ButtonTiming } from '../condition.ts'

/** What an editor says about one word of the script language. */
export interface KeywordDoc {
  name: string
  /** its form, with what varies in angle brackets and what can be left out in square ones */
  syntax: string
  doc: string
  example: string
}

/** The statements, in the order one learns them. */
export const KEYWORDS: readonly KeywordDoc[] = [
  { name: 'PRESS', syntax: 'PRESS <button> …', doc: 'Presses buttons one after the other; with + together. The word itself can be left out.', example: 'PRESS A B\nPRESS A+B\nA B START' },
  { name: 'HOLD', syntax: 'HOLD <button> <frames>', doc: 'Holds a button for exactly so many frames, with no pause after it.', example: 'HOLD B 30' },
  { name: 'WAIT', syntax: 'WAIT <frames>', doc: 'Lets the game run with no button held. A number alone is a wait too.', example: 'WAIT 60' },
  { name: 'UNTIL', syntax: 'WAIT UNTIL <condition> [MAX <frames>]', doc: 'Waits until a condition holds, for MAX frames at most (3600 if left out). When the time is up the script goes on.', example: 'WAIT UNTIL screen == "overworld" MAX 600' },
  { name: 'MOVE', syntax: 'MOVE <direction> [<steps>] …', doc: 'Takes steps, one tick each; a step is over when the game would take the next one.', example: 'MOVE UP 3\nMOVE LEFT 2 DOWN\nup:3, left:2' },
  { name: 'GOTO', syntax: 'GOTO <x> <y> [MAX <times>]', doc: 'Walks to a cell of the map, round what is in the way. MAX is how many times it looks for another way when it is blocked (8 if left out). Ends when the screen or the map changes; fails when there is no way.', example: 'GOTO 12 7' },
  { name: 'REPEAT', syntax: 'REPEAT <times> TIMES … END', doc: 'Does its body so many times.', example: 'REPEAT 3 TIMES\n  A\n  WAIT 20\nEND' },
  { name: 'TIMES', syntax: 'REPEAT <times> TIMES … END', doc: 'Belongs to REPEAT; can be left out.', example: 'REPEAT 3 TIMES\n  A\nEND' },
  { name: 'IF', syntax: 'IF <condition> THEN … [ELSE IF <condition> THEN …] [ELSE …] END', doc: 'Does its body if the condition holds when it is reached.', example: 'IF party[0].hp < 10 THEN\n  PRESS B\nELSE\n  PRESS A\nEND' },
  { name: 'THEN', syntax: 'IF <condition> THEN … END', doc: 'Belongs to IF; can be left out.', example: 'IF badges > 0 THEN\n  A\nEND' },
  { name: 'ELSE', syntax: 'IF <condition> THEN … ELSE … END', doc: 'What is done when the condition does not hold.', example: 'IF badges > 0 THEN\n  A\nELSE\n  B\nEND' },
  { name: 'WHILE', syntax: 'WHILE <condition> [MAX <rounds>] … END', doc: 'Does its body as long as the condition holds, MAX rounds at most (1000 if left out).', example: 'WHILE screen == "battle" MAX 200\n  PRESS A\nEND' },
  { name: 'MAX', syntax: 'MAX <number>', doc: 'The bound of a WHILE (rounds), a WAIT UNTIL (frames) or a GOTO (detours).', example: 'WAIT UNTIL standing MAX 120' },
  { name: 'END', syntax: 'END', doc: 'Ends the body of REPEAT, IF, WHILE or MACRO.', example: 'REPEAT 2 TIMES\n  A\nEND' },
  { name: 'MACRO', syntax: 'MACRO <name>([<parameter>, …]) … END', doc: 'Gives statements a name. Parameters are numbers. Call it by its name, before or after its definition.', example: 'MACRO knock(n)\n  PRESS A:n\nEND\nknock(3)' },
  { name: 'SET', syntax: 'SET <setting> <frames>', doc: 'Changes how long buttons are held, from here to the end of the block: hold, gap, stepHold, stepMax, step or poll.', example: 'SET hold 6' },
  { name: 'OBSERVE', syntax: 'OBSERVE', doc: 'Records the game state as it is now.', example: 'OBSERVE' },
  { name: 'SCREENSHOT', syntax: 'SCREENSHOT "<label>"', doc: 'Keeps a picture of the screen.', example: 'SCREENSHOT "first badge"' },
  { name: 'SNAPSHOT', syntax: 'SNAPSHOT "<name>"', doc: 'Keeps the whole state of the emulator under a name.', example: 'SNAPSHOT "before the gym"' },
  { name: 'ROLLBACK', syntax: 'ROLLBACK "<name>"', doc: 'Goes back to the snapshot of that name, on a new branch; the script goes on with its next statement.', example: 'ROLLBACK "before the gym"' },
  { name: 'EXPECT', syntax: 'EXPECT <condition> ["<message>"]', doc: 'Fails the script if the condition does not hold.', example: 'EXPECT badges >= 1 "no badge yet"' },
  { name: 'LOG', syntax: 'LOG "<text>"', doc: 'Writes a line to the log of the run.', example: 'LOG "at the gym"' },
  { name: 'AND', syntax: '<condition> and <condition>', doc: 'Holds if both hold.', example: 'badges >= 1 and standing' },
  { name: 'OR', syntax: '<condition> or <condition>', doc: 'Holds if one of them holds.', example: 'screen == "dialog" or screen == "menu"' },
  { name: 'NOT', syntax: 'not <condition>', doc: 'Holds if the condition does not.', example: 'not standing' },
  { name: 'TRUE', syntax: 'true', doc: 'Always holds.', example: 'WHILE true MAX 10\n  A\nEND' },
  { name: 'FALSE', syntax: 'false', doc: 'Never holds.', example: 'standing == false' },
  { name: 'mem', syntax: 'mem[<address>]', doc: 'The byte at an address, 0 to 0xFFFF.', example: 'mem[0xD35E] == 3' },
  { name: 'item', syntax: 'item("<name>")', doc: 'How many of an item are in the bag.', example: 'item("orb") > 0' },
]

/** What SET can change. */
export const SETTINGS: readonly { name: keyof ButtonTiming; doc: string; min: number; max: number }[] = [
  { name: 'hold', doc: 'frames a pressed button is held', min: 1, max: 600 },
  { name: 'gap', doc: 'frames after its release before the next action', min: 0, max: 600 },
  { name: 'stepHold', doc: 'frames a direction is held for one step', min: 1, max: 60 },
  { name: 'stepMax', doc: 'the most frames a step takes', min: 1, max: 60 },
  { name: 'step', doc: 'frames a step takes when nothing is in the way', min: 1, max: 60 },
  { name: 'poll', doc: 'frames between two looks at a condition the emulator cannot test by itself', min: 1, max: 60 },
]
