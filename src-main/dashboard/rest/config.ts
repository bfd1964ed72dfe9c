import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import type { Engine } from '../client.ts'
import { endpoint, type Endpoint } from './endpoint.ts'
import { configSchema, ratesSchema } from './schemas.ts'

export const configEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/config',
    summary: 'The configuration of a run',
    about: 'What it was started with; of a live run with the rates as they are now.',
    response: configSchema,
    handle: async ({ engine, query }) => {
      const run = engine.observe.which(query.run)
      return { run_id: run, config: await presentConfig(engine, run) }
    },
  }),
  endpoint({
    method: 'PATCH',
    path: '/config',
    summary: 'Changes the rates of a live run while it goes',
    about: 'Only `tick_rate` can be changed. Giving a rate or a speed decides what holds the run back, as the flags do.',
    body: z.object({ tick_rate: z.record(z.string(), z.unknown()).describe('by key: normal, battle, adaptive, speed…') }),
    response: ratesSchema,
    handle: async ({ engine, query, body }) => {
      const run = engine.observe.which(query.run)
      return { run_id: run, tick_rate: await engine.call('run.rates', { run, changes: body.tick_rate }) }
    },
  }),
]

/** What a run was started with, and its rates as they are now. */
export async function presentConfig(engine: Engine, run: string): Promise<Record<string, unknown>> {
  const config = (parseYaml(await engine.observe.config(run)) ?? {}) as Record<string, unknown>
  const rates = engine.observe.rates(run)
  return rates === null ? config : { ...config, tick_rate: rates }
}
