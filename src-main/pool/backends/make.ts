import type { PoolWish } from '../../../src-preload/contract/index.ts'
import type { Sla } from '../../emulator/index.ts'
import type { Backend } from '../backend.ts'
import { dockerBackend } from './docker.ts'
import { embeddedBackend } from './embedded.ts'
import { gymBackend, requireServers } from './gym.ts'

/** What a pool is to stand on, and what is asked of the time calls take there. */
export type BackendWish = PoolWish & { sla?: Sla }

/** @returns what a pool is wished to stand on @throws PtpError when it is not there */
export async function makeBackend(wish: BackendWish): Promise<Backend> {
  switch (wish.backend) {
    case 'embedded':
      return embeddedBackend()
    case 'gym':
      await requireServers(wish.urls ?? [])
      return gymBackend(wish.urls ?? [], undefined, wish.sla)
    case 'docker':
      return dockerBackend(wish)
  }
}
