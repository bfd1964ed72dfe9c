import os from 'node:os'
import path from 'node:path'
import { asPtpError, PtpError } from '../../src-preload/contract/index.ts'
import { DEFAULT_CORE, type Sla } from '../emulator/index.ts'
import { startGymServer, type GymServer } from '../gym/index.ts'
import { embeddedBackend, GymHost, requireWell, type Backend, type Host } from '../pool/index.ts'

const LAST_PORT = 65_535

/**
 * Worker threads of this process, each behind a gym server of its own: what containers are to others, without an engine.
 * @param profileDirs folders of game profiles
 * @param basePort first port to try
 * @param sla what is asked of the time calls take
 */
export function servedBackend(profileDirs: readonly string[], basePort = 8081, sla?: Sla): Backend {
  const taken = new Set<number>()
  const serve = async (): Promise<GymServer> => {
    for (let port = basePort; port <= LAST_PORT; port++) {
      if (taken.has(port)) continue
      taken.add(port)
      try {
        return await startGymServer({
          host: '127.0.0.1', port, rom: null, profileDirs, core: DEFAULT_CORE, model: 'auto', sound: false,
          sessionsDir: path.join(os.tmpdir(), 'ptp-gym', String(port)), sessionMinutes: 60, allowOrigin: [],
        })
      } catch (error) {
        if (asPtpError(error).code === 'busy') continue
        taken.delete(port)
        throw error
      }
    }
    throw new PtpError('busy', `no port from ${basePort} on is free`, { kind: 'fatal', hint: 'give another base port' })
  }
  return {
    ...embeddedBackend(),
    grows: false,
    instant: null,
    async start(_, events): Promise<Host> {
      const server = await serve()
      const facts = { url: server.url, backend: 'gym' as const, engine: null, container: null, image: null, imageDigest: null, isOurs: true, sla }
      const measure = async () => ({ cpu: null, memory: (await requireWell(server.url)).memory, memoryLimit: null })
      return new GymHost(facts, measure, async () => {
        await server.close()
        taken.delete(server.port)
      }, events)
    },
  }
}
