import path from 'node:path'
import { PtpError } from '../../src-preload/contract/index.ts'
import { connectEngine, engineAddress, type EngineContainer } from '../emulator/docker/index.ts'
import { openGymSession, probeGym, type GymSession, type PokemonGymState, type PokemonGymStatus } from '../emulator/index.ts'

/** Name of a carried state in the folder of its session. */
const NAME = 'carried'

/** Where a server lives: its address, and the container it runs in. */
export interface SessionPlace {
  url: string
  /** null: it is in no container that can be reached */
  container: string | null
  engine: string | null
}

/** A state of a plain pokemon-gym server, with what it belongs to: only the same image can go on from it. */
export interface CarriedState {
  bytes: Uint8Array
  /** digest of the image */
  image: string
  status: PokemonGymStatus
}

/**
 * Has a server save its state and carries the file out of its container.
 * @throws PtpError `not-found` when no session goes on there, `bad-input` where there is no container
 */
export function carryOut(place: SessionPlace): Promise<CarriedState> {
  return inContainer(place, async (session, container) => {
    const status = await session.status()
    if (status.status === 'not_initialized') throw new PtpError('not-found', `no session goes on at ${place.url}`, { hint: 'begin one: `ptp gym play --initialize`' })
    const file = await session.saveState(NAME)
    const bytes = await container.readFile(path.posix.resolve(await container.workingDir(), file))
    return { bytes, image: container.image, status }
  })
}

/**
 * Carries a state file into the container of a server and has it go on from there, in a new session.
 * @throws PtpError `bad-input` where there is no container, or when the server refuses the file
 */
export function carryIn(place: SessionPlace, bytes: Uint8Array): Promise<{ state: PokemonGymState; image: string }> {
  return inContainer(place, async (session, container) => {
    // Only a session has a folder.
    if ((await session.status()).status === 'not_initialized') await session.initialize()
    const { session_dir: folder } = await session.status()
    if (folder === undefined) throw new PtpError('bad-input', `${place.url} does not tell where it keeps its states`)
    const file = path.posix.join(folder, `${NAME}-in.state`)
    await container.writeFile(path.posix.resolve(await container.workingDir(), file), bytes)
    const state = await session.loadState(file)
    // One that cannot bear the state may die of it only when it is asked next.
    await session.status()
    return { state, image: container.image }
  })
}

async function inContainer<T>({ url, container: name, engine: host }: SessionPlace, work: (session: GymSession, container: EngineContainer) => Promise<T>): Promise<T> {
  if (name === null || host === null) {
    throw new PtpError('bad-input', `${url} is in no container of the pool, so the files of its states cannot be reached`, { hint: 'they lie in its session_dir (`ptp gym status`) on its own machine: copy them there' })
  }
  if ((await probeGym(url)).dialect === 'ptp') {
    throw new PtpError('bad-input', `${url} is a gym server of the workbench: what is played there is recorded in runs`, { hint: 'their states are snapshots: `ptp snapshot list RUN`' })
  }
  const engine = await connectEngine(engineAddress(host))
  try {
    await using session = await openGymSession({ url })
    return await work(session, await engine.find(name))
  } finally {
    engine.close()
  }
}
