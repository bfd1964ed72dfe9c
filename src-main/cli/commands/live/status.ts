import { print } from '../../output.ts'
import type { GlobalOptions } from '../../flags.ts'
import { withEngine } from './engine.ts'

interface Status {
  run_id: string
  status: string
  live: boolean
  branch: number
  tick: number
  elapsed_seconds: number
  current_state: {
    screen_type: string
    location: string
    coordinates: { x: number; y: number }
    party: { name: string; level: number; hp: number; max_hp: number; status: string | null }[]
    inventory: Record<string, number>
    badges: number
    pokemon_caught: number
  }
  decision_pipeline: { last_decision_type: string | null; last_decision_at: string | null; current_decision_status: string }
  system_health: { tick_rate_actual: number; tick_rate_target: number; memory_usage_mb: number; error_count: number; snapshot_count: number }
}

/** Where a run stands and how it is doing. */
export async function status(run: string | undefined, flags: GlobalOptions): Promise<void> {
  const found = await withEngine(flags, run, (engine) => engine.get<Status>('/status'))
  const { current_state: state, decision_pipeline: decision, system_health: health } = found
  const { pokeballs: _, potions: __, ...items } = state.inventory
  const bag = Object.entries(items).map(([item, quantity]) => `${item} ${quantity}`)
  const target = health.tick_rate_target === 0 ? '' : ` of ${health.tick_rate_target}`
  print(flags, found, [
    `${found.run_id}: ${found.status}, tick ${found.tick} of branch ${found.branch}, for ${duration(found.elapsed_seconds)}`,
    `  place      ${state.location === '' ? state.screen_type : `${state.location} (${state.coordinates.x}, ${state.coordinates.y}), ${state.screen_type}`}`,
    `  party      ${state.party.map((member) => `${member.name} Lv ${member.level} (${member.hp}/${member.max_hp})${member.status === null ? '' : ` ${member.status}`}`).join(', ') || 'none'}`,
    `  bag        ${bag.join(', ') || 'empty'}`,
    `  reached    ${state.badges} badges, ${state.pokemon_caught} caught`,
    `  last       ${decision.last_decision_type ?? 'nothing yet'}${decision.last_decision_at === null ? '' : ` at ${decision.last_decision_at}`}`,
    `  pace       ${health.tick_rate_actual.toFixed(1)}${target} ticks/s, ${health.memory_usage_mb} MB`,
    `  kept       ${health.snapshot_count} snapshots, ${health.error_count} errors`,
  ])
}

function duration(seconds: number): string {
  const whole = Math.round(seconds)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
}
