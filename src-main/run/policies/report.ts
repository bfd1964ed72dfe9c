import type { EventKind, GameState, RunStatus, Settings } from '../../../src-preload/contract/index.ts'

/** What a run came to, for its final report. */
export interface FinalFacts {
  run_id: string
  status: RunStatus
  /** why it ended */
  reason: string | null
  started_at: string
  ended_at: string
  ticks: number
  frames: number
  wall_seconds: number
  cost: number
  final_state: GameState
  final_state_hash: string
  /** id of the last snapshot, null where none could be made */
  snapshot: string | null
  snapshots: number
  screenshots: number
  events: Partial<Record<EventKind, number>>
  errors: number
  settings: Settings
}

/** @returns the report for people, in Markdown */
export function finalReport(facts: FinalFacts): string {
  const { final_state: state } = facts
  const events = Object.entries(facts.events).map(([kind, count]) => `${count} × ${kind.replaceAll('_', ' ')}`)
  const party = state.party.map(({ nickname, species, level, hp, maxHp }) => `${nickname || species} Lv ${level} (${hp}/${maxHp})`)
  const rows: [string, string][] = [
    ['Ended', `${facts.status}${facts.reason === null ? '' : `: ${facts.reason}`}`],
    ['From – to', `${facts.started_at} – ${facts.ended_at}`],
    ['Played', `${facts.ticks} ticks, ${facts.frames} frames in ${facts.wall_seconds.toFixed(1)} s`],
    ['Cost', `$${facts.cost.toFixed(4)}`],
    ['Place', `${state.screen}, ${state.location} (${state.x}, ${state.y})`],
    ['Party', party.length === 0 ? 'none' : party.join(', ')],
    ['Got', `${state.badges} badges, ${state.caught} caught, money ${state.money}`],
    ['Events', events.length === 0 ? 'none' : events.join(', ')],
    ['Errors', String(facts.errors)],
    ['Kept', `${facts.snapshots} snapshots, ${facts.screenshots} screenshots`],
    ['Last snapshot', facts.snapshot ?? 'none could be made'],
    ['State hash', `\`${facts.final_state_hash || 'unknown'}\``],
  ]
  return [`# ${facts.run_id}`, '', '| | |', '| --- | --- |', ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`), '', ...limitsOf(facts.settings)].join('\n')
}

function limitsOf({ limits }: Settings): string[] {
  const given = Object.entries(limits).filter(([, value]) => value !== null)
  return ['## Limits', '', ...given.map(([name, value]) => `- ${name.replaceAll('_', ' ')}: ${String(value)}`), '']
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
