import { asPtpError, PtpError } from '../../../src-preload/contract/index.ts'
import type { Sla } from '../../emulator/index.ts'
import type { Backend, Host } from '../backend.ts'
import { GymHost, requireWell, type Dialect } from './gymHost.ts'

/** Asked each time an emulator is started: servers may come and go. */
export type ServerList = () => Promise<readonly string[]>

/**
 * Gym servers that are there already, one emulator each.
 * @param urls e.g. http://127.0.0.1:8081
 * @param current where the servers are later on, default: where they were
 * @param sla what is asked of the time their calls take
 * @throws PtpError `bad-input` without any, or for what is no address
 */
export function gymBackend(urls: readonly string[], current?: ServerList, sla?: Sla): Backend {
  const first = [...new Set(urls.map(addressOf))]
  if (first.length === 0) throw new PtpError('bad-input', 'a pool of gym servers needs their addresses', { hint: 'give --url http://host:port, once for each server' })
  const taken = new Map<string, string>()
  const next = async (id: string): Promise<string> => {
    const servers = current ? (await current()).map(addressOf) : first
    const url = servers.find((each) => taken.get(each) === id) ?? servers.find((each) => !taken.has(each))
    if (url === undefined) throw new PtpError('busy', 'every server has its emulator')
    taken.set(url, id)
    return url
  }
  return {
    name: 'gym',
    most: first.length,
    bound: `${first.length} server${first.length === 1 ? '' : 's'}`,
    defaultSize: first.length,
    grows: false,
    instant: null,
    probeEvery: 1000,
    async start(id, events): Promise<Host> {
      const url = await next(id)
      const free = (): void => {
        if (taken.get(url) === id) taken.delete(url)
      }
      let dialect: Dialect
      try {
        const well = await requireWell(url)
        dialect = well.dialect
        if (well.isHeld) throw new PtpError('busy', `${url} is held by somebody else`, { hint: 'wait until it is free, or end its session' })
      } catch (error) {
        free()
        throw error
      }
      const measure = async () => ({ cpu: null, memory: (await requireWell(url)).memory, memoryLimit: null })
      return new GymHost({ url, backend: 'gym', engine: null, container: null, image: null, imageDigest: null, isOurs: false, dialect, sla }, measure, async () => free(), events)
    },
    engines: () => [],
    image: () => null,
    renewImage: () => Promise.reject(new PtpError('bad-input', 'servers that are there already have no image to build')),
    close: () => Promise.resolve(),
  }
}

/**
 * Looks whether all servers are there, before a pool waits for them.
 * @throws PtpError fatal, naming the first that is not
 */
export async function requireServers(urls: readonly string[]): Promise<void> {
  const refuse = (error: unknown): never => {
    const { code, message } = asPtpError(error)
    throw new PtpError(code, message, { kind: 'fatal', hint: 'start it with `ptp gym serve`, or check the address', cause: error })
  }
  await Promise.all(urls.map((url) => requireWell(addressOf(url)).catch(refuse)))
}

function addressOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url).origin
  throw new PtpError('bad-input', `"${url}" is no address of a server`, { hint: 'give http://host:port' })
}
