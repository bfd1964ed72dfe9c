import { z } from 'zod'
import { gameStateSchema, type BagItem } from '../../../src-preload/contract/index.ts'
import type { RunFacts, RunMeters } from '../../api/index.ts'
import { endpoint, type Endpoint } from './endpoint.ts'
import { runsSchema, statusSchema } from './schemas.ts'

export const statusEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/runs',
    summary: 'The runs that are live',
    query: z.object({}),
    response: runsSchema,
    handle: async ({ engine }) => ({ runs: engine.observe.live().map(({ run, status, tick, state }) => ({ run_id: run, status, tick, location: state.location })) }),
  }),
  endpoint({
    method: 'GET',
    path: '/status',
    summary: 'Where a run stands and how it is doing',
    response: statusSchema,
    handle: async ({ engine, query }) => {
      const run = engine.observe.which(query.run)
      const facts = await engine.observe.facts(run)
      const { performance } = await engine.observe.meters(run)
      return statusOf(facts, performance)
    },
  }),
  endpoint({
    method: 'GET',
    path: '/state',
    summary: 'The whole game state, by the names scripts use',
    response: gameStateSchema,
    handle: async ({ engine, query }) => (await engine.observe.facts(engine.observe.which(query.run))).state,
  }),
]

/** The status of a run as the interface gives it. */
export function statusOf({ summary, live, branch, tick, state, last, errors, snapshots, callsLeft }: RunFacts, performance: RunMeters['performance']): z.infer<typeof statusSchema> {
  const until = summary.completed_at === null || live?.status === 'running' ? Date.now() : Date.parse(summary.completed_at)
  const status = live?.status ?? summary.status
  return {
    run_id: summary.run_id,
    experiment_name: summary.experiment_name,
    status,
    live: live !== null,
    branch,
    tick,
    started_at: summary.started_at,
    elapsed_seconds: Math.max(0, Math.round((until - Date.parse(summary.started_at)) / 100) / 10),
    current_state: {
      screen_type: state.screen,
      location: state.location,
      coordinates: { x: state.x, y: state.y },
      party: state.party.map((member) => ({ name: member.nickname || member.species, level: member.level, hp: member.hp, max_hp: member.maxHp, status: member.status })),
      inventory: inventoryOf(state.inventory),
      badges: state.badges,
      pokemon_caught: state.caught,
    },
    decision_pipeline: {
      last_decision_at: last?.at ?? null,
      last_decision_type: last?.type ?? null,
      last_decision_confidence: last?.confidence ?? null,
      last_decision_latency_ms: last?.latency_ms ?? null,
      tokens_this_decision: last?.tokens ?? null,
      cost_this_decision: last?.cost ?? null,
      current_decision_status: status === 'running' ? 'processing' : status === 'paused' ? 'pending' : status === 'failed' || status === 'crashed' ? 'failed' : 'completed',
    },
    system_health: {
      tick_rate_actual: performance.tick_rate_actual,
      tick_rate_target: performance.tick_rate_target,
      memory_usage_mb: performance.memory_usage_mb,
      api_calls_remaining: callsLeft,
      error_count: errors,
      snapshot_count: snapshots,
    },
  }
}

/** Items by name, and under two names that are the same in every game: what one catches with, and what heals. */
function inventoryOf(items: readonly BagItem[]): Record<string, number> {
  const own = items.map(({ item, quantity }): [string, number] => [item.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_'), quantity])
  const sum = (kind: RegExp): number => items.reduce((total, { item, quantity }) => total + (kind.test(item) ? quantity : 0), 0)
  return { ...Object.fromEntries(own), pokeballs: sum(/ball$|^orb$/i), potions: sum(/potion|balm$/i) }
}
