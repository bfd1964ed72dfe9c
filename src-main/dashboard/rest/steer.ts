import { z } from 'zod'
import type { CallName, InputOf } from '../../../src-preload/contract/index.ts'
import { endpoint, standingOf, type Endpoint } from './endpoint.ts'
import { standsSchema } from './schemas.ts'

type Order = CallName & ('run.pause' | 'run.resume' | 'run.stop')
type Back = CallName & ('run.undo' | 'run.back')

/** What can be ordered of a live run. */
export const steeringEndpoints: readonly Endpoint[] = [
  order('run.pause', 'Pauses a live run between two ticks'),
  order('run.resume', 'Lets a paused run go on'),
  order('run.stop', 'Ends a live run cleanly: everything is written, a last snapshot made'),
  back('run.undo', 'commands', {
    path: '/undo',
    summary: 'Takes back the last commands of a live run',
    about: 'As far as their history reaches (`command.rollback_history`); what is planned is cleared. What is played next makes a branch.',
    response: standsSchema.extend({ undone: z.number() }),
  }),
  back('run.back', 'snapshots; 1 is the latest', {
    path: '/rollback',
    summary: 'Puts a live run back by so many snapshots',
    about: 'What is planned is cleared. What is played next makes a branch, and nothing of the old line is lost.',
    response: standsSchema.extend({ snapshot: z.string() }),
  }),
]

function order(call: Order, summary: string): Endpoint {
  return endpoint({
    method: 'POST',
    path: `/${call.slice('run.'.length)}`,
    summary,
    response: standsSchema,
    handle: async ({ engine, query }) => {
      const run = engine.observe.which(query.run)
      const { branch, tick } = await engine.observe.facts(run)
      await engine.call(call, { run } satisfies InputOf<Order>)
      const live = engine.observe.live().find((each) => each.run === run)
      return { run_id: run, branch: live?.branch ?? branch, tick: live?.tick ?? tick, status: standingOf(engine, run) }
    },
  })
}

/** @param what is counted, for the reference */
function back(call: Back, what: string, told: Pick<Endpoint, 'path' | 'summary' | 'response'> & { about: string }): Endpoint {
  return endpoint({
    ...told,
    method: 'POST',
    body: z.object({ count: z.number().int().min(1).max(100_000).default(1).describe(what), resume: z.boolean().default(false).describe('play on at once') }),
    handle: async ({ engine, query, body }) => {
      const run = engine.observe.which(query.run)
      return { run_id: run, ...(await engine.call(call, { run, ...body })), status: standingOf(engine, run) }
    },
  })
}
