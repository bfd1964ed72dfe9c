import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { PtpError, serializeError, type SnapshotSummary } from '../../../src-preload/contract/index.ts'
import type { Engine } from '../client.ts'
import { presentConfig } from './config.ts'
import { endpoint, standingOf, type Endpoint } from './endpoint.ts'
import { deletedSchema, restoredSchema, snapshotListSchema, snapshotSchema } from './schemas.ts'

const idParams = z.object({ id: z.string().min(1).max(200).describe('id or name') })
const tickSchema = z.number().int().min(0)

export const snapshotEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/snapshot/list',
    summary: 'Places to go back to',
    response: snapshotListSchema,
    handle: async ({ engine, query }) => {
      const run = engine.observe.which(query.run)
      return { run_id: run, snapshots: (await engine.observe.snapshots(run)).map(withoutPicture) }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/snapshot',
    summary: 'Makes a named snapshot of where a run stands, or of any of its ticks',
    body: z.object({ name: z.string().min(1).max(200), note: z.string().max(10_000).optional(), branch: tickSchema.optional(), tick: tickSchema.optional() }),
    response: snapshotSchema,
    handle: async ({ engine, query, body }) => {
      const run = engine.observe.which(query.run)
      const present = await engine.observe.facts(run)
      const { name, note, branch = present.branch, tick = await endOf(engine, run, branch, present) } = body
      return withoutPicture(await engine.call('snapshots.create', { run, branch, tick, name, ...(note === undefined ? {} : { note }) }))
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/snapshot/:id',
    summary: 'Moves a snapshot to the bin of the run, where it is kept for a week',
    params: idParams,
    response: deletedSchema,
    handle: async ({ engine, params, query }) => {
      const run = engine.observe.which(query.run)
      const { id } = await snapshotOf(engine, run, params.id)
      await engine.call('snapshots.delete', { run, id })
      return { run_id: run, deleted: id }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/snapshot/restore/:id',
    summary: 'Puts a run back to a snapshot, or to the tick of a screenshot',
    about: 'The run stands there paused unless `resume` says otherwise; what is played next makes a branch, and nothing of the old line is lost. `id` is an id or a name, or the id of a screenshot.',
    params: idParams,
    body: z.object({ resume: z.boolean().default(false).describe('play on at once') }),
    response: restoredSchema,
    handle: async ({ engine, params, query, body: { resume } }) => {
      const run = engine.observe.which(query.run)
      const found = params.id.startsWith('shot_') ? await engine.observe.screenshot(run, params.id) : await snapshotOf(engine, run, params.id)
      if ('reason' in found && found.reason === 'imported') throw new PtpError('bad-input', `snapshot ${found.id} comes from another run, and stands on no line of this one`)
      const { branch, tick } = await engine.call('run.rollback', { run, branch: found.branch, tick: found.tick, resume })
      return { run_id: run, snapshot_id: found.id, branch, tick, status: standingOf(engine, run) }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/snapshot/:id/file',
    summary: 'The file of a snapshot, to be taken into a run elsewhere',
    about: 'Only of runs that were started with `--snapshot-share`; of others it answers 403.',
    params: idParams,
    response: 'application/x-ptpsnap',
    handle: async ({ engine, params, query, reply }) => {
      const run = engine.observe.which(query.run)
      if (!(await isShared(engine, run))) {
        const error = new PtpError('bad-input', `the snapshots of run ${run} are not shared`, { hint: 'start the run with --snapshot-share' })
        return reply.code(403).send({ error: serializeError(error) })
      }
      const { id } = await snapshotOf(engine, run, params.id)
      reply.header('content-disposition', `attachment; filename="${id}.ptpsnap"`).type('application/x-ptpsnap')
      return reply.send(createReadStream(await engine.observe.snapshotFile(run, id)))
    },
  }),
]

async function snapshotOf(engine: Engine, run: string, idOrName: string): Promise<SnapshotSummary> {
  const all = await engine.observe.snapshots(run)
  const found = all.find(({ id }) => id === idOrName) ?? all.findLast(({ name }) => name === idOrName)
  if (!found) throw new PtpError('not-found', `run ${run} has no snapshot "${idOrName}"`, { hint: `\`ptp snapshot list ${run}\` shows them` })
  return found
}

async function endOf(engine: Engine, run: string, branch: number, present: { branch: number; tick: number }): Promise<number> {
  if (branch === present.branch) return present.tick
  const { branches } = await engine.call('runs.get', { run })
  const found = branches.find((each) => each.branch === branch)
  if (!found) throw new PtpError('not-found', `run ${run} has no branch ${branch}`, { hint: `\`ptp runs show ${run}\` lists them` })
  return found.head_tick
}

async function isShared(engine: Engine, run: string): Promise<boolean> {
  const { snapshot } = await presentConfig(engine, run)
  return typeof snapshot === 'object' && snapshot !== null && 'share' in snapshot && snapshot.share === true
}

function withoutPicture({ thumbnail: _, ...rest }: SnapshotSummary): Omit<SnapshotSummary, 'thumbnail'> {
  return rest
}
