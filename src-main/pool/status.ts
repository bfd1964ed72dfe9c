import type { EmulatorStatus, OutputOf, PoolStatus } from '../../src-preload/contract/index.ts'
import type { Pool } from './pool.ts'
import type { Seat } from './seat.ts'

/** @returns the pool as its contract shows it */
export function statusOf(pool: Pool): PoolStatus {
  const { backend } = pool
  return {
    backend: backend.name,
    state: pool.state,
    message: pool.message,
    strategy: pool.strategy,
    size: pool.size,
    size_max: backend.most,
    size_bound: backend.bound,
    waiting: pool.waiting,
    emulators: pool.seats.map((seat) => seatStatus(pool, seat)),
    engines: backend.engines(),
    image: backend.image(),
    statistics: {
      ...pool.counts,
      acquire: pool.acquireTimes.summary,
      recovery: pool.recoveryTimes.summary,
      uptime_seconds: Math.round((performance.now() - pool.startedAt) / 1000),
    },
  }
}

/** @returns one emulator as the contract shows it */
export function seatStatus({ backend }: Pool, seat: Seat): EmulatorStatus {
  const { host, loaded, lease, vitals, judge } = seat
  return {
    id: seat.id,
    backend: backend.name,
    core: lease?.info.core.name ?? loaded?.emulator.info.core.name ?? (host?.isPlain ? 'pokemon-gym' : ''),
    game: loaded ? loaded.cartridge.title : null,
    state: seat.state,
    health: judge.health,
    reason: judge.reason,
    run: lease?.owner.run ?? null,
    purpose: lease?.owner.purpose ?? '',
    leased_at: lease?.since ?? null,
    started_at: seat.startedAt,
    url: host?.url ?? null,
    port: host?.port ?? null,
    engine: host?.engine ?? null,
    container: host?.container ?? null,
    image: host?.image ?? null,
    cpu: vitals?.cpu ?? null,
    memory_bytes: vitals?.memory ?? null,
    memory_limit_bytes: vitals?.memoryLimit ?? null,
    latency: seat.latencies.summary,
    restarts: seat.restarts,
    leases: seat.leases,
    frames_per_second: Math.round(seat.frames.now),
    extra: seat.isExtra,
  }
}

/** @returns one emulator in depth @throws PtpError `not-found` */
export function seatDetail(pool: Pool, id: string, logLines: number): OutputOf<'pool.emulator'> {
  const seat = pool.require(id)
  return { status: seatStatus(pool, seat), history: [...seat.judge.history], trend: seat.trend.trend, log: seat.log.newest(logLines) }
}
