import type { ContainerCreateOptions } from 'dockerode'
import { LABELS, ownTag } from './owner.ts'

/** How a gym container is to be. */
export interface ContainerWish {
  name: string
  image: string
  /** names the pool: its containers are found by it */
  pool: string
  /** address of the machine it is published on, and the port there */
  address: string
  port: number
  /** port inside */
  inside: number
  /** bytes */
  memory: number
  /** cores, 1.5 = one and a half */
  cpus: number
  pids: number
  /** an image of others: it writes where it likes in its own files, which can be carried in and out there */
  isForeign?: boolean
}

/** Room for what a gym server writes: the state files of its sessions. */
const TMP_SIZE = '64m'

/** @returns a container that can do nothing but serve: no rights, nothing to write to but a small /tmp (unless its image is of others), bounded in all it takes */
export function createOptions(wish: ContainerWish): ContainerCreateOptions {
  const inside = `${wish.inside}/tcp`
  return {
    name: wish.name,
    Image: wish.image,
    Labels: { [LABELS.pool]: wish.pool, [LABELS.owner]: ownTag() },
    // The pool looks at it itself, more often, and without a process inside for each look.
    Healthcheck: { Test: ['NONE'] },
    ExposedPorts: { [inside]: {} },
    HostConfig: {
      Memory: wish.memory,
      // No swap: one that takes too much ends at once, instead of taking the machine with it.
      MemorySwap: wish.memory,
      NanoCpus: Math.round(wish.cpus * 1e9),
      PidsLimit: wish.pids,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      // What lies on a tmpfs cannot be carried through the engine, and who knows where others write.
      ...(wish.isForeign ? {} : { ReadonlyRootfs: true, Tmpfs: { '/tmp': `rw,noexec,nosuid,nodev,size=${TMP_SIZE},mode=1777` } }),
      PortBindings: { [inside]: [{ HostIp: wish.address, HostPort: String(wish.port) }] },
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } },
    },
  }
}
