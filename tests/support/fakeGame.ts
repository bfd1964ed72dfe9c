import type { ActionRow, Branch, EventMark, GameEvent, GameState, RunSummary, SnapshotSummary } from '../../src-renderer/api/contract.ts'

/** A made-up recorded run: everything about a tick follows from its number, so it can be as long as asked. */
export const FRAMES_A_TICK = 10
export const SHOT_EVERY = 20
const PERIOD = 97
const PLACES = ['Fernway', 'Mill Route', 'Saltport']

export function branchesOf(end: number): Branch[] {
  const line = (branch: number, name: string, parent: number | null, fork: number, head: number, agent: string): Branch => ({
    branch, name, parent, fork_tick: Math.round(fork), head_tick: Math.round(head), created_at: '2026-11-20T10:00:00Z', agent,
  })
  return [
    line(0, 'main', null, 0, end, 'first-steps.ptp'),
    line(1, 'try-2', 0, end * 0.4, end * 0.7, 'first-steps.ptp'),
    line(2, 'a branch with quite a long name', 1, end * 0.55, end * 0.62, 'keyboard'),
  ]
}

export function stateOf(tick: number): GameState {
  const phase = tick % PERIOD
  const inBattle = phase >= 60 && phase < 72
  const hp = 22 - (Math.floor(tick / 7) % 18)
  return {
    screen: inBattle ? 'battle' : 'overworld',
    location: PLACES[Math.floor(tick / 600) % 3] ?? '',
    x: tick % 20, y: Math.floor(tick / 20) % 18, facing: 'right', standing: !inBattle,
    party: [
      { species: 'SPRIG', nickname: 'SPRIG', level: 5 + Math.floor(tick / 900), hp, maxHp: 22, xp: tick, status: tick % 300 < 20 ? 'poison' : null, moves: [{ name: 'TACKLE', pp: 30 }] },
      { species: 'PIDGE', nickname: 'BIRDIE', level: 3, hp: 14, maxHp: 14, xp: 30, status: null, moves: [{ name: 'GUST', pp: 20 }] },
    ],
    inventory: [{ item: 'orb', quantity: 5 }, { item: 'balm', quantity: 2 }],
    badges: tick > 4000 ? 1 : 0, badgeNames: tick > 4000 ? ['BOULDER'] : [],
    caught: 1 + Math.floor(tick / 500), money: 500 + Math.floor(tick / 3),
    battle: inBattle ? { kind: 'wild', turn: phase - 59, active: 0, enemy: { species: 'PIDGE', level: 3, hp: 12 - (phase - 60), maxHp: 12 }, trainer: null } : null,
    dialog: null, vars: { steps: tick },
  }
}

/** What happened at one tick. */
export function eventsOf(tick: number): GameEvent[] {
  const event = (kind: GameEvent['kind'], title: string): GameEvent => ({ kind, tick, title, data: {} })
  const round = Math.floor(tick / PERIOD)
  switch (tick % PERIOD) {
    case 20:
      return tick % 5 === 0 ? [event('dialog', 'OLD MAN: take these orbs')] : round % 6 === 0 ? [event('location_change', `${PLACES[round % 3] ?? ''}`)] : []
    case 40:
      return round % 4 === 1 ? [event('item', 'found a BALM')] : []
    case 60:
      return [event('battle_start', 'wild PIDGE Lv 3')]
    case 63: case 66: case 69:
      return [event('battle_turn', 'FIGHT: TACKLE hits for 4')]
    case 71:
      return [event('battle_end', 'won'), ...(round % 5 === 2 ? [event('catch', 'caught PIDGE Lv 3')] : []), ...(round % 7 === 3 ? [event('level_up', 'SPRIG grew to Lv 6')] : []), ...(round % 11 === 4 ? [event('death', 'SPRIG fainted')] : [])]
    case 90:
      return round % 40 === 12 ? [event('badge', 'BOULDER badge')] : round % 30 === 7 ? [event('error', 'WAIT UNTIL standing gave up after 60 frames')] : []
    default:
      return []
  }
}

export function marksOf(branches: readonly Branch[], from: number, to: number, buckets: number): EventMark[] {
  const width = Math.max(1, (to - from + 1) / buckets)
  const marks = new Map<string, EventMark>()
  for (const { branch, parent, fork_tick, head_tick } of branches) {
    const first = Math.max(from, parent === null ? 0 : fork_tick + 1)
    for (let round = Math.floor(first / PERIOD); round * PERIOD <= Math.min(to, head_tick); round++) {
      for (const phase of [20, 40, 60, 63, 66, 69, 71, 90]) {
        const tick = round * PERIOD + phase
        if (tick < first || tick > Math.min(to, head_tick)) continue
        for (const { kind, title } of eventsOf(tick)) {
          const key = `${branch} ${kind} ${Math.floor((tick - from) / width)}`
          const mark = marks.get(key)
          if (mark === undefined) marks.set(key, { branch, tick, kind, count: 1, title })
          else mark.count++
        }
      }
    }
  }
  return [...marks.values()]
}

export function actionOf(branch: number, tick: number): ActionRow {
  const { location, x, y } = stateOf(tick)
  const inBattle = tick % PERIOD >= 60 && tick % PERIOD < 72
  return {
    branch, tick, frame: tick * FRAMES_A_TICK, timestamp: new Date(Date.UTC(2026, 10, 20, 10) + tick * 167).toISOString(),
    action: inBattle ? 'PRESS A' : 'MOVE RIGHT', type: inBattle ? 'BATTLE_MOVE' : 'NAVIGATION_MOVE', result: inBattle ? 'FIGHT' : `${location} (${x}, ${y})`,
    buttons: inBattle ? 1 : 16, hold: 8, frames: FRAMES_A_TICK, line: 3 + (tick % 9), latency_ms: 2 + (tick % 11), confidence: null, cost: null, reasoning: null,
  }
}

export function snapshotsOf(run: string, branches: readonly Branch[]): SnapshotSummary[] {
  const made: SnapshotSummary[] = []
  for (const { branch, parent, fork_tick, head_tick } of branches) {
    const every = Math.max(300, Math.ceil(head_tick / 400))
    for (let tick = parent === null ? 0 : fork_tick + 1; tick <= head_tick; tick += every) {
      const named = made.length % 9 === 4
      made.push({
        format: 'ptp-snapshot', version: 1, id: `snap_${branch}_${tick}`, run_id: run, branch, parent: null, tick, frame: tick * FRAMES_A_TICK,
        created_at: '2026-11-20T10:00:00Z', reason: named ? 'named' : tick === 0 ? 'start' : 'interval', name: named ? `before the gym ${made.length}` : null,
        note: named ? 'full health' : null, pinned: made.length % 18 === 4, profile: 'pocket-quest', rom_sha256: '', core: { name: 'embedded', version: '1', model: 'dmg', sound: false },
        state_format: 'bos', state_bytes: 94_000, state_sha256: '', state_hash: '0123456789abcdef', metadata: {}, thumbnail: null,
      })
    }
  }
  return made
}

export function summaryOf(run_id: string, title: string, ticks: number, fields: Partial<RunSummary> = {}): RunSummary {
  return {
    run_id, dir: `/home/someone/ptp/runs/${run_id}`, experiment_name: title, game: 'Pocket Quest', script: 'first-steps.ptp', agent: 'first-steps.ptp', goal: null, seed: null, status: 'completed',
    started_at: '2026-11-20T10:00:00Z', completed_at: '2026-11-20T10:20:00Z', ticks, frames: ticks * FRAMES_A_TICK, branches: 3, snapshots: 40, screenshots: ticks / SHOT_EVERY,
    events: { battle_start: 20 }, tags: [], note: '', ...fields,
  }
}
