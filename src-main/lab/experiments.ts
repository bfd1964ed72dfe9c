import { addressesOf, EMPTY_STATE, PtpError, type Condition } from '../../src-preload/contract/index.ts'
import { AskedAgent, type CallGate, giveFoundLine, RandomAgent, ScriptAgent, Search, type SearchPlan, StoppingWhen, TrailAgent, WaitingFirst } from '../agent/index.ts'
import type { ExperimentConfig, ExperimentHost, PlannedRun } from '../experiment/index.ts'
import { runDirectoryOf } from '../recorder/index.ts'
import type { Agent, LoadedGame, Run } from '../run/index.ts'
import { parseExpression } from '../script/index.ts'
import type { Bench, BenchRun, StartState } from './bench.ts'
import { parsedPlan } from './search.ts'

type Script = NonNullable<BenchRun['script']>

/**
 * Makes an experiment ready to be played: its game, every script, every start.
 * @param rate bounds the calls of all its agents together
 * @throws PtpError `not-found`, `bad-script`, `bad-input`, `foreign-snapshot` for what cannot be played
 */
export async function prepareExperiment(bench: Bench, { plan, settings }: ExperimentConfig, runs: readonly PlannedRun[], rate: CallGate): Promise<ExperimentHost & { romSha256: string }> {
  const game = await bench.loadGame(plan.game)
  const scripts = new Map<string, Script>()
  for (const { script } of runs) if (script && !scripts.has(script.text)) scripts.set(script.text, bench.compileScript(script.name, script.text, game))
  const stop = plan.stop_when === undefined ? null : parseExpression(plan.stop_when, game.profile.vocabulary)
  for (const planned of runs) if (planned.search) Search.check(game, searchPlanOf(planned, plan.stop_when))
  const starts = new Map<PlannedRun['place'], StartState>()
  for (const place of plan.starts) if (place !== 'power-on') starts.set(place, await startOf(bench, place, game))
  return {
    profile: game.profile,
    romSha256: game.header.sha256,
    dirOf: (runId) => runDirectoryOf(bench.home, runId),
    start: (planned, runId) => {
      const script = planned.script ? (scripts.get(planned.script.text) ?? null) : null
      return bench.startRun({
        game, script, runId, agent: agentOf(planned, script, game, stop, rate), from: starts.get(planned.place) ?? null,
        settings: planned.settings, experiment: settings.experiment.name, seed: planned.seed,
        unattended: true,
        // An experiment has no more runs at a time than there are workers, and one that gets ready; only containers are waited for.
        inTurn: !bench.pools.current.backend.grows,
      })
    },
    explore: async (planned, run, signal) => {
      if (planned.search) await searchFirst(bench, run, game, searchPlanOf(planned, plan.stop_when), planned.search.max_restores, signal)
    },
  }
}

/** Has the run go the way a search of its own finds: one emulator each, since the experiment plays several runs at a time. */
async function searchFirst(bench: Bench, run: Run, game: LoadedGame, plan: SearchPlan, restores: number, signal: AbortSignal): Promise<void> {
  try {
    const end = await giveFoundLine(run, { game, plan, workers: 1, start: () => bench.explorers.start(game, run.files.metadata) }, { restores, signal })
    if (end === 'stopped') throw new PtpError('cancelled', `the search of run ${run.id} was stopped`)
  } catch (error) {
    await run.close('failed')
    throw error
  }
}

/** The seed of the run decides all that is drawn. @throws PtpError `bad-input` */
function searchPlanOf({ seed, search }: PlannedRun, stopWhen: string | undefined): SearchPlan {
  const { goal = stopWhen ?? '', prefer, actions } = search ?? {}
  return parsedPlan({ goal, seed, lines: 0, ...(prefer === undefined ? {} : { prefer }), ...(actions === undefined ? {} : { actions }) })
}

function agentOf({ agent, seed, wait, search }: PlannedRun, script: Script | null, { profile }: LoadedGame, stop: Condition | null, rate: CallGate): Agent {
  // Who goes the way that is found comes when it is.
  if (search) return new TrailAgent([], [])
  const inner = script ? new ScriptAgent(script.source.name, script.program) : agent !== null && AskedAgent.isAddress(agent) ? new AskedAgent(agent, profile.timing, rate) : new RandomAgent(profile.timing, seed)
  const waiting = wait > 0 ? new WaitingFirst(inner, wait) : inner
  return stop ? new StoppingWhen(waiting, stop, addressesOf(stop, EMPTY_STATE)) : waiting
}

async function startOf(bench: Bench, { run, snapshot, branch, tick }: Exclude<PlannedRun['place'], 'power-on'>, game: LoadedGame): Promise<StartState> {
  const start = await bench.stateAt(run, { snapshot, branch, tick })
  if (start.metadata.rom.sha256 === game.header.sha256) return start
  throw new PtpError('foreign-snapshot', `run ${run} is of another game (${start.metadata.rom.title}) than the experiment`, { hint: 'start from a run of the same ROM' })
}
