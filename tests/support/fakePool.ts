import type { EmulatorStatus, Latency, OutputOf, PoolEvent, PoolStatus, Strategy } from '../../src-renderer/api/contract.ts'

const SINCE = '2026-11-20T10:00:00Z'
const latency = (p50: number | null): Latency => ({ p50, p95: p50 === null ? null : p50 * 2.4, p99: p50 === null ? null : p50 * 4, max: p50 === null ? null : p50 * 9, calls: p50 === null ? 0 : 4210 })

function emulatorOf(at: number, run: string | null): EmulatorStatus {
  const isIll = at === 2
  return {
    id: `docker-${at}`, backend: 'docker', core: 'ptp 1', game: 'POCKET QUEST', state: run === null ? 'idle' : 'leased', health: isIll ? 'degraded' : 'healthy',
    reason: isIll ? 'answers took 212 ms at p95, above the 100 ms that are promised' : '', run, purpose: run === null ? '' : 'playing', leased_at: run === null ? null : SINCE, started_at: SINCE,
    url: `http://127.0.0.1:${8081 + at}`, port: 8081 + at, engine: 'unix:///var/run/docker.sock', container: `5d41402abc4b2a76b9719d911017c59${at}`, image: 'ptp-gym:0.1.0',
    cpu: run === null ? 0.01 : 0.62, memory_bytes: 92_000_000, memory_limit_bytes: 256_000_000, latency: latency(isIll ? 88 : 4), restarts: isIll ? 2 : 0, leases: 12 + at, frames_per_second: run === null ? 0 : 1800, extra: false,
  }
}

/** A made-up pool of four containers, one of them ill. Test code. */
export class FakePool {
  #size = 4
  #strategy: Strategy = 'health-aware'
  #turn = 0

  status(run: string | null): PoolStatus {
    this.#turn++
    const emulators = Array.from({ length: this.#size }, (_, at) => emulatorOf(at, at === 0 ? run : at === 1 ? 'run_demo' : null)).map((one, at) => ({
      ...one,
      frames_per_second: one.run === null ? 0 : Math.round(1800 + 300 * Math.sin(this.#turn / 3 + at)),
      cpu: one.run === null ? 0.01 : 0.62 + 0.2 * Math.sin(this.#turn / 5 + at),
    }))
    return {
      backend: 'docker', state: 'ready', message: '', strategy: this.#strategy, size: this.#size, size_max: 12, size_bound: '24 GB of memory', waiting: 0, emulators,
      engines: [{ host: 'unix:///var/run/docker.sock', name: 'Docker Engine', version: '20.10.24', api_version: '1.41', state: 'ready', message: '', cpus: 2, memory_bytes: 8_200_000_000 }],
      image: { name: 'ptp-gym:0.1.0', state: 'ready', id: 'sha256:9f86d081884c7d65', size_bytes: 187_000_000, created_at: SINCE, message: '', progress: null },
      statistics: { leases: 51, failures: 2, replaced: 2, acquire: latency(0.2), recovery: latency(410), uptime_seconds: 11_400 },
    }
  }

  emulator(id: string): OutputOf<'pool.emulator'> {
    const status = this.status('run_route1').emulators.find((one) => one.id === id) ?? emulatorOf(0, null)
    const samples = Array.from({ length: 60 }, (_, at) => at)
    return {
      status,
      history: status.restarts === 0 ? [] : [
        { at: '2026-11-20T11:02:10Z', health: 'failed', reason: 'the container was killed' },
        { at: '2026-11-20T11:02:11Z', health: 'healthy', reason: 'replaced' },
        { at: '2026-11-20T12:40:00Z', health: 'degraded', reason: status.reason },
      ],
      trend: {
        at: samples.map((at) => at * 1000), frames_per_second: samples.map((at) => (status.run === null ? 0 : 1800 + 300 * Math.sin(at / 4))), latency_ms: samples.map((at) => 4 + Math.sin(at)),
        cpu: samples.map((at) => 0.5 + 0.2 * Math.sin(at / 3)), memory_bytes: samples.map((at) => 80_000_000 + at * 200_000),
      },
      log: [
        { at: SINCE, stream: 'pool', text: 'container started, port 8081' },
        { at: SINCE, stream: 'out', text: 'ptp gym listens on 0.0.0.0:8000' },
        { at: SINCE, stream: 'error', text: 'a request with an unknown button was refused: TURBO' },
      ],
    }
  }

  events(): PoolEvent[] {
    return [
      { at: SINCE, level: 'info', kind: 'started', emulator: null, run: null, text: 'the pool of 4 is up' },
      { at: '2026-11-20T11:02:10Z', level: 'error', kind: 'failed', emulator: 'docker-2', run: 'run_demo', text: 'the container was killed' },
      { at: '2026-11-20T11:02:11Z', level: 'info', kind: 'resumed', emulator: 'docker-2', run: 'run_demo', text: 'the run goes on from tick 412' },
    ]
  }

  resize(size: number): void {
    this.#size = size
  }

  choose(strategy: Strategy): void {
    this.#strategy = strategy
  }
}
