import { z } from 'zod'
import { SCREENS } from '../../src-preload/contract/index.ts'

/** An address as people write it, "0xD35E", or as a plain number. */
const address = z
  .union([z.string().regex(/^0x[0-9a-fA-F]{1,4}$/, 'an address such as "0xD35E"'), z.number().int().min(0).max(0xffff)])
  .transform((value) => Number(value))

const name = z.string().min(1)
const count = z.number().int().min(1)
const common = {
  doc: z.string().optional(),
  /** Read for rules only, not shown among the variables of the state. */
  hidden: z.boolean().optional(),
  /** May lie over another variable. */
  shared: z.boolean().optional(),
}

/**
 * A number: byte order (`|` none, `<` low byte first, `>` high byte first), kind (`u` unsigned,
 * `i` signed, `d` binary-coded decimal), bytes. With a `table` its value is the table's text.
 */
const numberSchema = z.strictObject({
  ...common,
  type: z.string().regex(/^[|<>][uid][1-8]$/),
  address,
  mask: z.number().int().min(1).optional(),
  shift: z.number().int().min(0).max(31).optional(),
  table: name.optional(),
})
const bitSchema = z.strictObject({ ...common, type: z.literal('bit'), address, bit: z.number().int().min(0).max(7) })
/** Named bits from bit 0 of the first byte on; "" for one without a name. */
const flagsSchema = z.strictObject({ ...common, type: z.literal('flags'), address, names: z.array(z.string()).min(1).max(512) })
const popcountSchema = z.strictObject({ ...common, type: z.literal('popcount'), address, length: count.max(64) })
/** `rows` lines of `length` bytes, `stride` bytes apart, joined by a space. */
const textSchema = z.strictObject({
  ...common,
  type: z.literal('text'),
  address,
  length: count.max(256),
  rows: count.max(18).optional(),
  stride: count.optional(),
  encoding: name,
})
/** (id, quantity), (id, quantity)… up to `end` or to the number in the variable `count`. */
const pairsSchema = z.strictObject({
  ...common,
  type: z.literal('pairs'),
  address,
  max: count.max(64),
  table: name,
  count: name.optional(),
  end: z.number().int().min(0).max(255).default(255),
})

const place = { offset: z.number().int().min(0).optional(), address: address.optional(), stride: count.optional() }
const numberFieldSchema = z.strictObject({
  ...place,
  type: z.string().regex(/^[|<>][uid][1-8]$/),
  mask: z.number().int().min(1).optional(),
  table: name.optional(),
})
const textFieldSchema = z.strictObject({ ...place, type: z.literal('text'), length: count.max(64), encoding: name })
const movesFieldSchema = z.strictObject({
  type: z.literal('moves'),
  offset: z.number().int().min(0),
  count: count.max(8),
  table: name,
  /** where the uses left of each move begin */
  pp: z.number().int().min(0),
  ppMask: z.number().int().min(1).max(255).default(255),
})
const numberField = numberFieldSchema
const textOrNumberField = z.union([textFieldSchema, numberFieldSchema])
/** `max` structs, `stride` bytes apart, of which the variable `count` says how many there are. */
const structsSchema = z.strictObject({
  ...common,
  type: z.literal('structs'),
  address,
  count: name,
  max: count.max(32),
  stride: count.max(256),
  fields: z.strictObject({
    species: numberField,
    nickname: textOrNumberField.optional(),
    level: numberField,
    hp: numberField,
    maxHp: numberField,
    xp: numberField.optional(),
    status: numberField.optional(),
    moves: movesFieldSchema.optional(),
  }),
})

const matchValue = z.union([z.number(), z.string(), z.boolean()])
const matchSchema = z.union([
  matchValue,
  z.array(matchValue).min(1),
  z.strictObject({ min: z.number().optional(), max: z.number().optional() }),
])
export type Match = z.infer<typeof matchSchema>

/** All entries hold: a variable and what it must be, or `any` / `all` of a list, or `not`. */
export type When = { [variable: string]: Match | When | When[] }
const whenSchema: z.ZodType<When> = z.lazy(() =>
  z.record(name, z.union([matchSchema, z.array(whenSchema).min(1), whenSchema])),
)

const ruleSchema = z.strictObject({ when: whenSchema, is: z.string() })
/** The text of the first rule that holds. */
const rulesSchema = z.strictObject({ ...common, type: z.literal('rules'), rules: z.array(ruleSchema).min(1), otherwise: z.string() })

export const variableSchemas = {
  number: numberSchema,
  bit: bitSchema,
  flags: flagsSchema,
  popcount: popcountSchema,
  text: textSchema,
  pairs: pairsSchema,
  structs: structsSchema,
  rules: rulesSchema,
}
export const variableSchema = z.union([
  bitSchema, flagsSchema, popcountSchema, textSchema, pairsSchema, structsSchema, rulesSchema, numberSchema,
])

const frames = z.number().int().min(0).max(3600)
const timingSchema = z.strictObject({ hold: frames, gap: frames, stepHold: frames, stepMax: frames, step: frames, poll: frames.min(1) })

const stateSchema = z.strictObject({
  /** true while a game is being played: before that nothing is an event */
  playing: whenSchema.optional(),
  screen: z.array(z.strictObject({ when: whenSchema, is: z.enum(SCREENS) })),
  standing: whenSchema.optional(),
  dialog: z.strictObject({
    when: whenSchema,
    text: name,
    /** how a text appears: a page at once, or letter by letter */
    print: z.enum(['page', 'letters']).default('page'),
  }).optional(),
  battle: z.strictObject({
    when: whenSchema,
    kind: z.array(z.strictObject({ when: whenSchema, is: z.enum(['wild', 'trainer', 'gym']) })),
    turn: name.optional(),
    active: name.optional(),
    species: name,
    level: name,
    hp: name,
    maxHp: name,
    trainer: name.optional(),
  }).optional(),
})

const cellKinds = z.enum(['walk', 'wall', 'grass'])
const collisionMapSchema = z.strictObject({
  kind: z.literal('collision-map'),
  address,
  stride: count.max(256),
  rows: count.max(256),
  /** variables that hold the size of the map, in cells */
  width: name,
  height: name,
  /** what each value of a cell means; any other is a wall */
  cells: z.record(z.string().regex(/^\d+$/), cellKinds),
})
const tileWindowSchema = z.strictObject({
  kind: z.literal('tile-window'),
  /** buffer of the tiles on screen, row by row */
  address,
  columns: count.max(32),
  rows: count.max(32),
  /** the cell of the screen the player stands on */
  player: z.tuple([z.number().int(), z.number().int()]),
  /** variables: the player's cell on the map, and the size of the map in blocks of two by two cells */
  x: name,
  y: name,
  width: name,
  height: name,
  /** variable that points to the list of walkable tiles, which 0xFF ends, and where such lists lie */
  listPointer: name,
  lists: z.strictObject({ address, length: count.max(1024) }),
  grassTile: name.optional(),
})

const tilesSchema = z.strictObject({
  /** tiles across the cell that a step leads over */
  cell: count.max(4),
  /** "map" when the background map has cell (x, y) at its tile (x·cell, y·cell); else the upper left tile of the screen the player always stands on */
  player: z.union([z.literal('map'), z.tuple([z.number().int().min(0).max(19), z.number().int().min(0).max(17)])]),
  /** What ids mean while a condition holds; where several sets know an id, the first. */
  meanings: z.array(z.strictObject({
    when: whenSchema.optional(),
    ids: z.record(z.string().regex(/^0x[0-9a-fA-F]{2}(-0x[0-9a-fA-F]{2})?$/, 'a tile id such as "0x80", or "0x80-0xDF"'), z.string().min(1).max(60)),
  })).default([]),
})

const goalSchema = z.strictObject({ id: z.string().regex(/^[a-z0-9_-]{1,60}$/), name: z.string().min(1), when: whenSchema, points: z.number().default(1) })

export const profileSchema = z.strictObject({
  format: z.literal('ptp-profile'),
  version: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  name: z.string().min(1),
  match: z.strictObject({
    sha1: z.array(z.string().regex(/^[0-9a-f]{40}$/)).default([]),
    sha256: z.array(z.string().regex(/^[0-9a-f]{64}$/)).default([]),
    /** beginnings of the title in the cartridge's header */
    titles: z.array(z.string().min(1).max(16)).default([]),
  }),
  timing: timingSchema,
  encodings: z.record(name, z.strictObject({
    /** the byte after which nothing follows */
    end: z.number().int().min(0).max(255).optional(),
    /** first byte -> the characters of it and the bytes after it: "ABC", or ["A", "B", "Pk"] */
    characters: z.record(z.string().regex(/^0x[0-9a-fA-F]{2}$/), z.union([z.string().min(1), z.array(z.string()).min(1)])),
  })).default({}),
  tables: z.record(name, z.record(z.string().regex(/^\d+$/), z.string().min(1))).default({}),
  variables: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), variableSchema),
  state: stateSchema,
  grid: z.discriminatedUnion('kind', [collisionMapSchema, tileWindowSchema]).optional(),
  tiles: tilesSchema.optional(),
  milestones: z.array(goalSchema).default([]),
  objectives: z.array(goalSchema).default([]),
})

export type ProfileFile = z.infer<typeof profileSchema>
export type Variable = z.infer<typeof variableSchema>
export type NumberVariable = z.infer<typeof numberSchema>
export type StructsVariable = z.infer<typeof structsSchema>
export type PairsVariable = z.infer<typeof pairsSchema>
export type MovesField = z.infer<typeof movesFieldSchema>
export type NumberField = z.infer<typeof numberFieldSchema>
export type TextField = z.infer<typeof textFieldSchema>
export type Encoding = ProfileFile['encodings'][string]
export type Table = Record<string, string>
export type GridSource = NonNullable<ProfileFile['grid']>

/** @returns whether a variable is a plain number; its type is a pattern and so no discriminant */
export function isNumber(variable: Variable): variable is NumberVariable {
  return /^[|<>][uid][1-8]$/.test(variable.type)
}
