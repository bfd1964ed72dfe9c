import { z } from 'zod'
import { PtpError, serializeError } from '../../../src-preload/contract/index.ts'
import {
  actionSchema, evaluationSchema, initializeSchema, loadStateSchema, pokemonGymStateSchema, savedStateSchema, saveStateSchema, statusSchema, stoppedSchema,
} from '../../emulator/index.ts'
import { json, jsonBody, statusOf, type Answer, type Call, type Route } from '../http.ts'
import type { PokemonGym } from './pokemonGym.ts'

const LIMIT = 64 * 1024
const JSON_TYPE = 'application/json'

/** A body that does not have the form its schema asks for. */
class SchemaError extends PtpError {
  readonly issues: readonly z.core.$ZodIssue[]

  constructor(issues: readonly z.core.$ZodIssue[]) {
    super('bad-input', issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
    this.issues = issues
  }
}

/** The interface that pokemon-gym clients speak. */
export function pokemonGymRoutes(gym: PokemonGym): Route[] {
  const post = <T>(path: string, summary: string, takes: z.ZodType<T>, gives: z.ZodType, answer: (body: T) => Promise<unknown>): Route => ({
    method: 'POST', path, summary, limit: LIMIT, refuse, takes: { [JSON_TYPE]: takes }, gives: { [JSON_TYPE]: gives }, answer: async (call) => json(await answer(read(takes, call))),
  })
  const get = (path: string, summary: string, gives: z.ZodType, answer: () => Promise<unknown>): Route => ({
    method: 'GET', path, summary, limit: LIMIT, refuse, gives: { [JSON_TYPE]: gives }, answer: async () => json(await answer()),
  })
  return [
    post('/initialize', 'Begin a session: the game from its start, or from a state', initializeSchema, pokemonGymStateSchema, (body) => gym.initialize(body)),
    post('/action', 'Press keys, each 10 frames down and 120 up, or wait', actionSchema, pokemonGymStateSchema, (body) => gym.act(body)),
    get('/status', 'How the session goes', statusSchema, () => gym.status()),
    get('/evaluate', 'What the session has come to: milestones of the game and what was met', evaluationSchema, () => gym.evaluate()),
    post('/save_state', 'Keep the state in a file of the session folder', saveStateSchema, savedStateSchema, ({ filename }) => gym.saveState(filename)),
    post('/load_state', 'Go on from a state file', loadStateSchema, pokemonGymStateSchema, ({ filename }) => gym.loadState(filename)),
    post('/stop', 'End the session', z.unknown(), stoppedSchema, () => gym.stop()),
  ]
}

/** @throws SchemaError, PtpError `bad-input` */
function read<T>(schema: z.ZodType<T>, call: Call): T {
  const parsed = schema.safeParse(jsonBody(call))
  if (parsed.success) return parsed.data
  throw new SchemaError(parsed.error.issues)
}

/** Errors as these clients read them: 422 with a list for a wrong form, else a text under `detail`; ours lies beside it. */
function refuse(error: PtpError): Answer {
  if (error instanceof SchemaError) {
    const detail = error.issues.map(({ path, message, code }) => ({ loc: ['body', ...path.map((part) => (typeof part === 'symbol' ? String(part) : part))], msg: message, type: code }))
    return json({ detail, error: serializeError(error) }, 422)
  }
  const detail = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`
  const status = statusOf(error)
  // Here 404 would say that there is no such call.
  return json({ detail, error: serializeError(error) }, status === 404 ? 400 : status)
}
