import { PtpError, type OutputOf } from '../../src-preload/contract/index.ts'
import { readMetadata, refuseUnfinished } from '../recorder/index.ts'
import { recoverDatabase } from '../run/index.ts'
import type { AnswersTo, ParsedInput } from './answers.ts'
import type { DeskParts } from './desk.ts'
import { bundleRun } from './bundle.ts'
import { takeRunIn } from './takeRunIn.ts'
import { checkRunId, runDirOf } from './runDir.ts'
import { ownPlace } from './runShelf.ts'
import { searchOf } from './recordedSearch.ts'

type RunCall =
  | 'runs.list' | 'runs.get' | 'runs.script' | 'runs.tag' | 'runs.note' | 'runs.repair' | 'runs.delete' | 'runs.restore' | 'runs.open' | 'runs.bundle'

/** The runs there are: finding, describing, moving them. */
export function runAnswers({ workbench, shelf, live, jobs, matching, tell }: DeskParts): AnswersTo<RunCall> {
  const { library } = workbench
  return {
    'runs.list': async (query) => listRuns(workbench.library, query),
    'runs.get': async ({ run }) => {
      const open = await shelf.open(run)
      const entry = live.get(run)
      // Snapshots made after the run ended have no row in its table, so the files are counted.
      const summary = { ...library.get(run), snapshots: open.store.list().length }
      return { summary, metadata: readMetadata(open.dir), branches: [...open.branches], live: entry ? entry.run.live : null, ...searchOf(open) }
    },
    'runs.script': async ({ run, branch }) => {
      const open = await shelf.open(run)
      ownPlace(open, branch, 0)
      if (open.branches.find((each) => each.branch === branch)?.agent === 'keyboard') return null
      // A branch that goes on with its parent's script has none of its own.
      for (const segment of open.line(branch).toReversed()) {
        const [row] = open.reader.query('SELECT name, text FROM scripts WHERE branch = ? ORDER BY script_id DESC LIMIT 1', segment.branch)
        if (row) return { name: String(row['name']), source: String(row['text']) }
      }
      return null
    },
    'runs.tag': async ({ run, tags }) => {
      library.tag(runIdOf(run), tags)
      tell('runs.changed', { run })
      return {}
    },
    'runs.note': async ({ run, note }) => {
      library.note(runIdOf(run), note)
      tell('runs.changed', { run })
      return {}
    },
    'runs.repair': async ({ run }) => {
      const dir = runDirOf(workbench, run)
      refuseUnfinished(dir)
      await shelf.release(run)
      matching.forget(run)
      const { status, lostTicks, problems } = recoverDatabase(dir)
      tell('runs.changed', { run: null })
      if (status !== 'failed') return { status, lost_ticks: lostTicks }
      throw new PtpError('bad-run', `the database of run ${run} is damaged, and nothing of it could be saved`, {
        hint: 'take the run from a backup of your own; its snapshots and pictures are still there', details: { problems },
      })
    },
    'runs.delete': async ({ run }) => {
      // One that has lost its metadata.json is no run any more, but a directory that is in the list all the same.
      if (!library.brokenRuns().some((broken) => broken.run_id === checkRunId(run))) runIdOf(run)
      const entry = live.get(run)
      if (entry?.run.status === 'running') throw new PtpError('busy', `run ${run} is being played`, { kind: 'fatal', hint: 'stop it first' })
      if (entry) await live.stop(run)
      await shelf.release(run)
      matching.forget(run)
      library.remove(run)
      tell('runs.changed', { run: null })
      return {}
    },
    'runs.restore': async ({ run }) => {
      library.restore(checkRunId(run))
      tell('runs.changed', { run: null })
      return {}
    },
    'runs.open': async ({ path }) => {
      const run = await takeRunIn(workbench.home, path)
      tell('runs.changed', { run: null })
      return { run }
    },
    'runs.bundle': async ({ run }) => {
      const open = await shelf.open(run)
      await open.store.flush()
      return { job: jobs.start(`Bundle of ${run}`, 0, (control) => bundleRun(open.dir, control)) }
    },
  }

  function runIdOf(run: string): string {
    runDirOf(workbench, run)
    return run
  }
}

function listRuns(library: DeskParts['workbench']['library'], { search, sort = 'started_at', descending = true, limit = 200, offset = 0 }: ParsedInput<'runs.list'>): OutputOf<'runs.list'> {
  const text = search === undefined ? {} : { text: search }
  const order = descending ? 'desc' : 'asc'
  if (sort !== 'script') return library.list({ ...text, sort, order, limit, offset })
  const { runs, total, broken } = library.list({ ...text, order, limit: 1_000_000 })
  const sign = descending ? -1 : 1
  runs.sort((a, b) => sign * (a.script ?? '').localeCompare(b.script ?? ''))
  return { runs: runs.slice(offset, offset + limit), total, broken }
}
