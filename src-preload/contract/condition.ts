/**
 * A condition or number of the script language, as parsed: over names of the game state
 * (`badges`, `party[0].hp`), memory (`mem[0xD35E]`), literals and the usual operators.
 */
export type Condition =
  | { op: 'number'; value: number }
  | { op: 'text'; value: string }
  | { op: 'boolean'; value: boolean }
  /** A path into the game state: `party[0].hp` is ['party', 0, 'hp']. */
  | { op: 'name'; path: readonly (string | number)[] }
  | { op: 'memory'; address: Condition }
  /** `item("orb")`: how many of it are in the bag. The only function there is; more may come. */
  | { op: 'call'; name: 'item'; args: readonly Condition[] }
  | { op: 'not' | 'neg'; of: Condition }
  | {
      op: 'and' | 'or' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%'
      left: Condition
      right: Condition
    }

export type ValueType = 'number' | 'text' | 'boolean'

/** One name a script may use in a condition. `party[].hp` stands for every index. */
export interface NameDoc {
  /** e.g. `badges`, `party[].hp` */
  path: string
  type: ValueType
  doc: string
  /** The values a text can have, where they are known (for completion). */
  values?: readonly string[]
}

/** How long buttons are held, in frames. A profile gives them; a script may set them. */
export interface ButtonTiming {
  /** frames a pressed button is held */
  hold: number
  /** frames after its release before the next action */
  gap: number
  /** frames a direction is held for one MOVE */
  stepHold: number
  /** the most frames one MOVE takes, waiting to stand still */
  stepMax: number
  /** frames a step takes when nothing is in the way: the estimate */
  step: number
  /** frames between two looks at a condition that the emulator cannot test by itself */
  poll: number
}

/** What the compiler knows of the game a script is for. */
export interface Vocabulary {
  names: readonly NameDoc[]
  timing: ButtonTiming
  /** the condition that says "standing still, ready for the next step", where the profile has one */
  standing?: Condition
}
