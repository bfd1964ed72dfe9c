import { z } from 'zod'
import { errorSchema } from '../schema.ts'

const text = z.string().max(10_000)
const words = z.array(text).max(10_000)

/** Body of `POST /initialize`; `{}` is enough. */
export const initializeSchema = z.object({
  headless: z.boolean().default(true),
  sound: z.boolean().default(false),
  /** name of a state file of the session folder */
  load_state_file: z.string().max(200).nullish(),
  /** go on from the state that was kept when the last session ended */
  load_autosave: z.boolean().default(false),
  session_id: z.string().max(200).nullish(),
}).meta({ id: 'Initialize' })

/** Body of `POST /action`. */
export const actionSchema = z.object({
  action_type: z.string().max(50),
  /** for press_key: each is held for 10 frames and released for 120 */
  keys: z.array(z.string().max(50)).max(1000).nullish(),
  /** for wait */
  frames: z.number().int().nullish(),
  reasoning: z.string().nullish(),
}).meta({ id: 'Action' })

export const saveStateSchema = z.object({ filename: z.string().max(200).nullish() }).meta({ id: 'SaveState' })
export const loadStateSchema = z.object({ filename: z.string().max(200) }).meta({ id: 'LoadState' })

const memberSchema = z.looseObject({
  nickname: text,
  species: text,
  level: z.number(),
  hp: z.looseObject({ current: z.number(), max: z.number() }),
  types: words,
  moves: z.array(z.looseObject({ name: text, pp: z.number() })).max(16),
  status: text.nullish(),
})

/** Answer to `/initialize`, `/action` and `/load_state`. */
export const pokemonGymStateSchema = z.looseObject({
  player_name: text,
  rival_name: text,
  money: z.number(),
  /** `SESSION_TIMEOUT`: the time of the session is over */
  location: text,
  coordinates: z.array(z.number()).length(2),
  badges: words,
  /** directions a step can be taken in now */
  valid_moves: words,
  inventory: z.array(z.looseObject({ item: text, quantity: z.number() })).max(1000),
  dialog: text.nullable(),
  pokemons: z.array(memberSchema).max(100),
  /** PNG, 320×288 RGBA; empty when the session is over */
  screenshot_base64: z.string().max(4_000_000),
  /** the surroundings, one character a cell */
  collision_map: z.string().max(200_000).nullable(),
  step_number: z.number().int(),
  /** seconds since the answer before this one */
  execution_time: z.number(),
  score: z.number().default(0),
}).meta({ id: 'PokemonGymState' })
export type PokemonGymState = z.infer<typeof pokemonGymStateSchema>

/** Answer to `GET /status`; all but `status` is missing before `/initialize`. */
export const statusSchema = z.looseObject({
  status: z.string().max(100),
  steps_taken: z.number().int().exactOptional(),
  session_dir: text.exactOptional(),
  remaining_time_seconds: z.number().exactOptional(),
  remaining_time_minutes: z.number().exactOptional(),
  score: z.number().exactOptional(),
  pokemon_count: z.number().int().exactOptional(),
  badges_count: z.number().int().exactOptional(),
  locations_count: z.number().int().exactOptional(),
}).meta({ id: 'PokemonGymStatus' })
export type PokemonGymStatus = z.infer<typeof statusSchema>

const counted = z.looseObject({ count: z.number().int(), items: words })

/** Answer to `GET /evaluate`. */
export const evaluationSchema = z.looseObject({
  score: z.number(),
  pokemon: counted,
  badges: counted,
  locations: counted,
  /** milestones of the game profile that were reached; servers of others have none */
  milestones: counted.exactOptional(),
}).meta({ id: 'Evaluation' })
export type PokemonGymEvaluation = z.infer<typeof evaluationSchema>

export const savedStateSchema = z.looseObject({ status: text, state_file: text }).meta({ id: 'SavedState' })

/** Answer to `POST /stop`. */
export const stoppedSchema = z.looseObject({
  status: text,
  session_dir: text.exactOptional(),
  final_score: z.number().exactOptional(),
  pokemon_collected: words.exactOptional(),
  badges_earned: words.exactOptional(),
  locations_visited: words.exactOptional(),
}).meta({ id: 'Stopped' })
export type PokemonGymStopped = z.infer<typeof stoppedSchema>

/** How the servers put an error: a list for a body of the wrong form, else a text. */
export const detailSchema = z.looseObject({
  detail: z.union([
    z.string().max(20_000),
    z.array(z.looseObject({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string(), type: z.string() })).max(1000),
  ]),
  /** our own servers say it in their own words too */
  error: errorSchema.exactOptional(),
}).meta({ id: 'Detail' })
