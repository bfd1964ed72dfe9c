import { PtpError } from '../../../src-preload/contract/index.ts'
import { statusSchema, type PokemonGymStatus } from './pokemonGym/schema.ts'
import { healthSchema, type GymHealth } from './schema.ts'
import { GymTransport, jsonOf, type GymRequest } from './transport.ts'

/** What listens at an address. */
export type GymProbe = { dialect: 'ptp'; health: GymHealth } | { dialect: 'pokemon-gym'; status: PokemonGymStatus }

/** Finds out what listens at an address: see `probeGym`. */
export async function probe(url: string, timeout: number): Promise<GymProbe> {
  const transport = new GymTransport(url, { connections: 1, retries: 0 })
  const get = (path: string): GymRequest => ({ method: 'GET', path, timeout, repeat: false })
  try {
    const health = await transport.ask(get('/health'))
    const ours = healthSchema.safeParse(jsonOf(health))
    if (ours.success) return { dialect: 'ptp', health: ours.data }
    const status = await transport.ask(get('/status'))
    const theirs = statusSchema.safeParse(jsonOf(status))
    if (status.status === 200 && theirs.success) return { dialect: 'pokemon-gym', status: theirs.data }
    throw new PtpError('bad-input', `what listens at ${transport.url} is no gym server`, { hint: 'check the address and the port' })
  } finally {
    await transport.close()
  }
}

/** Asks a plain pokemon-gym server how it is. */
export async function readStatus(url: string, timeout: number): Promise<PokemonGymStatus> {
  const transport = new GymTransport(url, { connections: 1, retries: 0 })
  try {
    const answer = await transport.ask({ method: 'GET', path: '/status', timeout, repeat: false })
    const parsed = statusSchema.safeParse(jsonOf(answer))
    if (answer.status === 200 && parsed.success) return parsed.data
    throw new PtpError('emulator-gone', `${transport.url} told of its session in words that cannot be understood`)
  } finally {
    await transport.close()
  }
}

/** Asks one of our own servers how it is, over a connection of its own that no batch can block. */
export async function readHealth(url: string, timeout: number): Promise<GymHealth> {
  const transport = new GymTransport(url, { connections: 1, retries: 0 })
  try {
    const parsed = healthSchema.safeParse(jsonOf(await transport.ask({ method: 'GET', path: '/health', timeout, repeat: false })))
    if (parsed.success) return parsed.data
    throw new PtpError('emulator-gone', `${transport.url} told of its health in words that cannot be understood`)
  } finally {
    await transport.close()
  }
}
