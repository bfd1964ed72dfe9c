import type { PoolWish } from '../../../src-preload/contract/index.ts'
import type { Backend } from '../backend.ts'
import { dockerBackend } from './docker.ts'
import { embeddedBackend } from './embedded.ts'
import { gymBackend, requireServers } from './gym.ts'

/** @returns what a pool is wished to stand on @throws PtpError when it is not there */
export async function makeBackend(wish: PoolWish): Promise<Backend> {
  switch (wish.backend) {
    case 'embedded':
      return embeddedBackend()
    case 'gym':
      await requireServers(wish.urls ?? [])
      return gymBackend(wish.urls ?? [])
    case 'docker':
      return dockerBackend(wish)
  }
}
