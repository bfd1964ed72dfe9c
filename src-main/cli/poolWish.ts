import { existsSync } from 'node:fs'
import path from 'node:path'
import { PtpError, type BackendName, type EmulatorStatus, type Strategy } from '../../src-preload/contract/index.ts'
import { DEFAULT_SLA } from '../emulator/index.ts'
import { gymBackend, makeBackend, type Backend, type BackendWish, type MakeBackend } from '../pool/index.ts'
import { resourcesDir } from '../places.ts'
import { askStatus, isUp, readCard, type PoolCard } from './poolDoor.ts'

/** The flags that say what a pool is made of. */
export interface PoolFlags {
  backend?: BackendName
  size?: number
  strategy?: Strategy
  url: string[]
  image?: string
  baseImage?: string
  dockerHost: string[]
  basePort?: number
  memory?: number
  cpus?: number
  /** ms a call may take beyond the play of its frames */
  sla?: number
}

/** @returns the wish the flags stand for; addresses alone mean gym servers, an image or an engine containers */
export function wishOf(flags: PoolFlags): BackendWish {
  const given = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }
  return {
    backend: backendOf(flags),
    ...given({
      size: flags.size,
      strategy: flags.strategy,
      image: flags.image,
      base_image: flags.baseImage,
      base_port: flags.basePort,
      memory_mb: flags.memory,
      cpus: flags.cpus,
      sla: flags.sla === undefined ? undefined : { ...DEFAULT_SLA, ms: flags.sla },
      urls: flags.url.length > 0 ? flags.url : undefined,
      docker_hosts: flags.dockerHost.length > 0 ? flags.dockerHost : undefined,
    }),
  }
}

function backendOf({ backend, url, image, baseImage, dockerHost }: PoolFlags): BackendName {
  if (backend) return backend
  if (url.length > 0) return 'gym'
  return image !== undefined || baseImage !== undefined || dockerHost.length > 0 ? 'docker' : 'embedded'
}

/** Whether the flags say anything of where emulators are to come from. */
export function namesBackend({ backend, url, image, baseImage, dockerHost }: PoolFlags): boolean {
  return backend !== undefined || url.length > 0 || image !== undefined || baseImage !== undefined || dockerHost.length > 0
}

/** @returns the pool that is up in this home and whose emulators others can play on, null without one */
export function poolThatIsUp(home: string): PoolCard | null {
  const card = readCard(home)
  return card && isUp(card) ? card : null
}

/** @returns an emulator behind an address of the pool that is up @throws PtpError `not-found` with those there are */
export async function emulatorThatIsUp(home: string, id: string): Promise<EmulatorStatus & { url: string }> {
  const card = poolThatIsUp(home)
  if (!card) throw new PtpError('not-found', 'no pool is up', { hint: '`ptp pool up` brings one up' })
  const { emulators } = await askStatus(card)
  const found = emulators.find((each) => each.id === id)
  if (found?.url) return { ...found, url: found.url }
  throw new PtpError('not-found', `the pool that is up has no emulator ${id} that can be reached`, { hint: `there are ${emulators.filter(({ url }) => url !== null).map((each) => each.id).join(', ') || 'none'}` })
}

/** The emulators of a pool that another process keeps up: where they are is asked again each time one is needed. */
export async function attached(card: PoolCard, sla?: BackendWish['sla']): Promise<Backend> {
  const urls = async (): Promise<string[]> => (await askStatus(card)).emulators.flatMap(({ url, state }) => (url !== null && state === 'idle' ? [url] : []))
  return gymBackend(await urls(), urls, sla)
}

/** Makes what a wish says; worker threads get gym servers in front, so that other processes can play on them. */
export function servedFor(home: string): MakeBackend {
  return async (wish) => {
    if (wish.backend !== 'embedded') return makeBackend(wish)
    const { servedBackend } = await import('./servedBackend.ts')
    return servedBackend([path.join(home, 'profiles'), path.join(resourcesDir(), 'profiles')].filter((dir) => existsSync(dir)), wish.base_port, wish.sla)
  }
}
