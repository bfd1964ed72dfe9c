import { PtpError, type CallName, type EventName, type EventOf, type InputOf, type LiveRun, type OutputOf, type RunSummary, type SnapshotSummary, type Transport } from '../../src-renderer/api/contract.ts'
import { CENTRAL_OFF, defaultSettings, describeSettings, experimentPlanSchema } from '../../src-preload/contract/index.ts'
import { FakeExperiments } from './fakeExperiments.ts'
import { FakePool } from './fakePool.ts'
import { actionOf, branchesOf, eventsOf, FRAMES_A_TICK, marksOf, SHOT_EVERY, snapshotsOf, stateOf, summaryOf } from './fakeGame.ts'

type Answers = { [N in CallName]?: (input: InputOf<N>) => OutputOf<N> }

const SOURCE = `# First steps in Pocket Quest
MACRO talk()
  PRESS A
  WAIT UNTIL not in_dialog MAX 600
END

START
REPEAT 3 TIMES
  MOVE UP 3
  WAIT UNTIL standing MAX 60
  IF hp < 10 THEN
    LOG "low on health"
  END
END
talk()
EXPECT location == "Fernway" "should still be in town"
`
const GAME = { id: 'f'.repeat(64), title: 'POCKET QUEST', file: 'pocket-quest.gb', profile: 'pocket-quest', bundled: true }

/** A made-up engine inside the page, for looking at the views before and beside the real one. Test code. */
export class FakeTransport implements Transport {
  readonly pictures = ''
  readonly #listeners = new Map<EventName, Set<(data: never) => void>>()
  readonly #runs: RunSummary[]
  readonly #snapshots = new Map<string, SnapshotSummary[]>()
  readonly #removed = new Map<string, RunSummary | SnapshotSummary>()
  readonly #pool = new FakePool()
  readonly #experiments = new FakeExperiments()
  #live: LiveRun | null = null

  constructor({ ticks, empty }: { ticks: number; empty: boolean }) {
    this.#runs = empty
      ? []
      : [
          summaryOf('run_route1', 'route-1-search', ticks, { tags: ['baseline', 'v2'], note: 'Reference run for the tall grass.' }),
          summaryOf('run_demo', 'demo', 900),
          summaryOf('run_gym', 'gym-hunt with a name that is much too long for the list', 40_210, { status: 'failed', started_at: '2026-11-18T10:00:00Z' }),
        ]
    setInterval(() => this.#advance(), 33)
    setInterval(() => this.#emit('experiments.changed', this.#experiments.going()), 200)
    setInterval(() => this.#emit('pool.changed', this.#pool.status(this.#live?.run ?? null)), 500)
  }

  subscribe<N extends EventName>(name: N, listener: (event: EventOf<N>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener as (data: never) => void)
    return () => listeners.delete(listener as (data: never) => void)
  }

  async call<N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
    await new Promise((resolve) => setTimeout(resolve, 4))
    const answer = this.#answers[name]
    if (answer === undefined) throw new PtpError('not-found', `The made-up engine does not know ${name}.`, { hint: 'Try it with the real one.' })
    return answer(input)
  }

  #emit<N extends EventName>(name: N, data: EventOf<N>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(data as never)
  }

  #advance(): void {
    const live = this.#live
    if (live === null || live.status !== 'running') return
    const ticks = Math.max(1, Math.round((live.speed === 0 ? 40 : live.speed) * 0.2))
    this.#setLive({ tick: live.tick + ticks, frame: (live.tick + ticks) * FRAMES_A_TICK, state: stateOf(live.tick + ticks), line: 9 + (live.tick % 4) })
    for (let tick = live.tick + 1; tick <= live.tick + ticks; tick++) {
      for (const event of eventsOf(tick)) if (event.kind === 'item') this.#emit('run.message', { run: live.run, tick, level: 'info', text: event.title })
    }
  }

  #setLive(change: Partial<LiveRun>): void {
    if (this.#live === null) return
    this.#live = { ...this.#live, ...change }
    const run = this.#run(this.#live.run)
    run.ticks = Math.max(run.ticks, this.#live.tick)
    this.#emit('run.live', this.#live)
  }

  #load(run: string, tick: number, fields: Partial<LiveRun> = {}): void {
    this.#live = { run, status: 'paused', branch: 0, tick, frame: tick * FRAMES_A_TICK, speed: 4, driver: 'script', line: 9, tick_rate: 24, frames_per_second: 239, state: stateOf(tick), message: null, ...fields }
    this.#emit('run.live', this.#live)
    this.#emit('pool.changed', this.#pool.status(run))
  }

  #run(id: string): RunSummary {
    const run = this.#runs.find((one) => one.run_id === id)
    if (run === undefined) throw new PtpError('not-found', `There is no run ${id}.`)
    return run
  }

  #branches(run: string): ReturnType<typeof branchesOf> {
    const { ticks } = this.#run(run)
    const all = branchesOf(ticks)
    return this.#live?.run === run && run.startsWith('run_new') ? all.slice(0, 1) : all
  }

  #snapshotsOf(run: string): SnapshotSummary[] {
    const known = this.#snapshots.get(run) ?? snapshotsOf(run, this.#branches(run))
    this.#snapshots.set(run, known)
    return known
  }

  #snapshot(run: string, id: string): SnapshotSummary {
    const found = this.#snapshotsOf(run).find((one) => one.id === id)
    if (found === undefined) throw new PtpError('not-found', `There is no snapshot ${id}.`)
    return found
  }

  #changed(run: string): Record<string, never> {
    this.#emit('runs.changed', { run })
    return {}
  }

  readonly #answers: Answers = {
    'app.info': () => ({ version: '0.1.0', home: '/home/someone/ptp', face: 'browser', core: 'ptp' }),
    'games.list': () => [GAME],
    'games.vocabulary': () => ({ names: [{ path: 'hp', type: 'number', doc: 'Hit points of the fighter.' }, { path: 'location', type: 'text', doc: 'Name of the map.', values: ['Fernway', 'Saltport'] }] }),
    'scripts.list': () => [{ name: 'first-steps.ptp', bundled: true, updated_at: '2026-11-20T10:00:00Z', versions: 1, lines: 17 }],
    'scripts.read': ({ name }) => ({ name, source: SOURCE, version: 1 }),
    'scripts.versions': () => [],
    'scripts.check': () => ({ diagnostics: [], estimate: { min: 600, expected: 2400, max: null }, instructions: 21 }),
    'scripts.format': ({ source }) => ({ source }),
    'runs.list': ({ search = '' }) => {
      const runs = this.#runs.filter((run) => `${run.experiment_name} ${run.tags.join(' ')} ${run.note}`.toLowerCase().includes(search.toLowerCase()))
      return { runs: runs.map((run) => ({ ...run })), total: runs.length, broken: [] }
    },
    'runs.get': ({ run }) => ({
      summary: { ...this.#run(run) },
      metadata: {
        format: 'ptp-run', version: 1, run_id: run, experiment_name: '', created_at: '2026-11-20T10:00:00Z', rom: { sha256: GAME.id, title: GAME.title, file: GAME.file, bytes: 32_768 },
        profile: 'pocket-quest', core: { name: 'ptp', version: '1', model: 'dmg', sound: false }, state_format: 'bos', backend: 'embedded', image_digest: null, script: null, seed: null,
        versions: { workbench: '0.1.0', node: '24', schema: '2.1' }, host: { platform: 'linux', arch: 'x64', cpus: 2 },
      },
      branches: this.#branches(run),
      live: this.#live?.run === run ? this.#live : null,
      opens_at: { branch: this.#branches(run).at(-1)?.branch ?? 0, tick: this.#branches(run).at(-1)?.head_tick ?? 0 },
      search: null,
    }),
    'runs.messages': () => ({ messages: [], is_cut: false, up_to: 0 }),
    'runs.script': () => ({ name: 'first-steps.ptp', source: SOURCE }),
    'runs.tag': ({ run, tags }) => {
      this.#run(run).tags = tags
      return this.#changed(run)
    },
    'runs.note': ({ run, note }) => {
      this.#run(run).note = note
      return this.#changed(run)
    },
    'runs.delete': ({ run }) => {
      this.#removed.set(run, this.#run(run))
      this.#runs.splice(this.#runs.indexOf(this.#run(run)), 1)
      return this.#changed(run)
    },
    'runs.restore': ({ run }) => {
      const gone = this.#removed.get(run)
      if (gone !== undefined && 'dir' in gone) this.#runs.unshift(gone)
      return this.#changed(run)
    },
    'run.start': ({ script, source, speed }) => {
      const run = `run_new${this.#runs.length}`
      this.#runs.unshift(summaryOf(run, '', 0, { script, status: 'running', started_at: new Date().toISOString(), completed_at: null }))
      this.#load(run, 0, { status: 'running', speed, driver: source === null ? 'keyboard' : 'script' })
      this.#changed(run)
      return { run }
    },
    'run.load': ({ run }) => (this.#load(run, this.#run(run).ticks), {}),
    'run.pause': () => (this.#setLive({ status: 'paused' }), {}),
    'run.resume': () => (this.#setLive({ status: 'running' }), {}),
    'run.stop': ({ run }) => {
      this.#setLive({ status: 'manual_stop' })
      this.#live = null
      this.#run(run).status = 'manual_stop'
      return this.#changed(run)
    },
    'run.step': () => {
      const tick = (this.#live?.tick ?? 0) + 1
      this.#setLive({ status: 'paused', tick, frame: tick * FRAMES_A_TICK, state: stateOf(tick) })
      return {}
    },
    'run.speed': ({ speed }) => (this.#setLive({ speed }), {}),
    'run.rollback': ({ run, branch, tick }) => (this.#load(run, tick, { branch }), { branch, tick, picture: '' }),
    'run.takeover': ({ on }) => (this.#setLive({ driver: on ? 'keyboard' : 'script', status: 'running' }), {}),
    'run.keys': () => ({}),
    'run.breakpoints': () => ({}),
    'tick.get': ({ run, branch, tick }) => ({
      action: actionOf(branch, tick), state: stateOf(tick), previous: tick === 0 ? null : stateOf(tick - 1), events: eventsOf(tick), shot: null, exact: `/pictures/${run}/exact/${branch}/${tick}`,
    }),
    'tick.tiles': () => ({ hex: Array.from({ length: 360 }, (_, at) => ((at * 7) & 255).toString(16).padStart(2, '0')).join(''), meanings: { '00': 'grass', '07': 'wall' } }),
    'timeline.get': ({ run, from, to, buckets }) => {
      const branches = this.#branches(run)
      const snapshots = this.#snapshotsOf(run)
      return {
        end: this.#run(run).ticks, branches, marks: marksOf(branches, from, to, buckets),
        snapshots: snapshots.filter((one) => one.tick >= from && one.tick <= to).map(({ id, branch, tick, name, reason, pinned }) => ({ id, branch, tick, name, reason, pinned })),
        coverage: branches.map(({ branch, fork_tick, head_tick }) => ({ branch, from: fork_tick, to: Math.round(fork_tick + (head_tick - fork_tick) * 0.8) })),
      }
    },
    'timeline.shots': ({ run, branch, after }) => {
      const head = this.#branches(run).find((line) => line.branch === branch)?.head_tick ?? 0
      const first = after < 0 ? 0 : (Math.floor(after / SHOT_EVERY) + 1) * SHOT_EVERY
      const ticks = Array.from({ length: Math.max(0, Math.floor((head - first) / SHOT_EVERY) + 1) }, (_, at) => first + at * SHOT_EVERY)
      return { ticks, branches: ticks.map(() => branch), ids: ticks.map((tick) => `shot_${branch}_${tick}`) }
    },
    'timeline.jump': ({ run, tick, to, direction }) => {
      const end = this.#run(run).ticks
      for (let at = tick + direction; at >= 0 && at <= end; at += direction) {
        const [event] = to === 'event' ? eventsOf(at) : []
        if (event !== undefined) return { tick: at, title: event.title }
        if (to === 'snapshot' && at % 300 === 0) return { tick: at, title: 'snapshot' }
      }
      return null
    },
    'actions.page': ({ run, branch, from, to, offset, limit }) => {
      const head = this.#branches(run).find((line) => line.branch === branch)?.head_tick ?? 0
      const total = Math.max(0, Math.min(to, head) - from + 1)
      const rows = Array.from({ length: Math.min(limit, Math.max(0, total - offset)) }, (_, at) => ({ ...actionOf(branch, from + offset + at), events: eventsOf(from + offset + at) }))
      return { rows, total }
    },
    'actions.index': ({ from, tick }) => ({ index: Math.max(0, tick - from) }),
    'series.names': () => [{ name: 'money', unit: '' }, { name: 'party[0].hp', unit: 'HP' }, { name: 'latency', unit: 'ms' }],
    'series.get': ({ from, to, buckets, name }) => {
      const ticks = Array.from({ length: buckets }, (_, at) => Math.round(from + ((to - from) * at) / buckets))
      const values = ticks.map((tick) => (name === 'money' ? stateOf(tick).money : (stateOf(tick).party[0]?.hp ?? 0)))
      return { ticks, min: values, max: values, last: values }
    },
    'snapshots.list': ({ run }) => this.#snapshotsOf(run).map((one) => ({ ...one })),
    'snapshots.create': ({ run, branch, tick, name, note }) => {
      const all = this.#snapshotsOf(run)
      const [first] = all
      if (first === undefined) throw new PtpError('internal', 'no snapshots')
      const made: SnapshotSummary = { ...first, id: `snap_${branch}_${tick}`, branch, tick, frame: tick * FRAMES_A_TICK, name, note: note ?? null, reason: 'named' }
      all.push(made)
      this.#changed(run)
      return made
    },
    'snapshots.edit': ({ run, id, name, note, pinned }) => {
      const found = this.#snapshot(run, id)
      if (name !== undefined) found.name = name
      if (note !== undefined) found.note = note
      if (pinned !== undefined) found.pinned = pinned
      this.#changed(run)
      return found
    },
    'snapshots.delete': ({ run, id }) => {
      const all = this.#snapshotsOf(run)
      const gone = this.#snapshot(run, id)
      this.#removed.set(id, gone)
      all.splice(all.indexOf(gone), 1)
      return this.#changed(run)
    },
    'snapshots.restore': ({ run, id }) => {
      const gone = this.#removed.get(id)
      if (gone !== undefined && 'state_bytes' in gone) this.#snapshotsOf(run).push(gone)
      return this.#changed(run)
    },
    'snapshots.export': ({ id, format }) => ({ file: `/home/someone/ptp/runs/run_route1/exports/${id}.${format}` }),
    'jobs.list': () => [],
    'central.status': () => CENTRAL_OFF,
    'search.list': () => [],
    'pool.status': () => this.#pool.status(this.#live?.run ?? null),
    'pool.emulator': ({ emulator }) => this.#pool.emulator(emulator),
    'pool.events': () => this.#pool.events(),
    'pool.resize': ({ size }) => (this.#pool.resize(size), this.#emit('pool.changed', this.#pool.status(this.#live?.run ?? null)), {}),
    'pool.strategy': ({ strategy }) => (this.#pool.choose(strategy), this.#emit('pool.changed', this.#pool.status(this.#live?.run ?? null)), {}),
    'experiments.list': () => this.#experiments.list(),
    'experiments.get': ({ experiment }) => ({ ...this.#experiments.get(experiment), plan: experimentPlanSchema.parse({ arms: ['demo.ptp'] }), settings: defaultSettings() }),
    'experiments.metric': ({ metric }) => this.#experiments.metric(metric),
    'experiments.example': () => ({ yaml: 'version: "3.0"\nplan:\n  arms: [demo.ptp]\n  seeds: 8\n' }),
    'experiments.plan': (draft) => ({ plan: experimentPlanSchema.parse({ arms: ['demo.ptp'] }), settings: defaultSettings(), yaml: 'yaml' in draft ? draft.yaml : 'version: "3.0"\n', problems: [], runs: 24, arms: ['demo.ptp'], grid_points: 3, seeds: 8, workers: 2, workers_note: '2 cores' }),
    'experiments.start': () => ({ experiment: 'exp_going' }),
    'experiments.stop': () => ({}),
    'experiments.resume': () => ({}),
    'experiments.report': () => ({ file: '/home/someone/ptp/experiments/first-badge/report.html', html: '<!doctype html><title>Report</title><style>body{font-family:sans-serif;padding:24px}</style><h1>first-badge</h1><p>24 runs.</p>' }),
    'experiments.export': () => ({ files: ['/home/someone/ptp/experiments/first-badge/results.json'] }),
    'settings.describe': () => describeSettings(),
    'pool.restart': () => ({}),
    'pool.drain': () => ({}),
  }
}
