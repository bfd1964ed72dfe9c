import { addressesOf, EMPTY_STATE, PtpError, type Condition } from '../../src-preload/contract/index.ts'
import { RandomAgent, ScriptAgent, StoppingWhen, WaitingFirst } from '../agent/index.ts'
import type { ExperimentConfig, ExperimentHost, PlannedRun } from '../experiment/index.ts'
import { runDirectoryOf } from '../recorder/index.ts'
import type { Agent, LoadedGame } from '../run/index.ts'
import { parseExpression } from '../script/index.ts'
import type { Bench, BenchRun, StartState } from './bench.ts'

type Script = NonNullable<BenchRun['script']>

/**
 * Makes an experiment ready to be played: its game, every script, every start.
 * @throws PtpError `not-found`, `bad-script`, `bad-input`, `foreign-snapshot` for what cannot be played
 */
export async function prepareExperiment(bench: Bench, { plan, settings }: ExperimentConfig, runs: readonly PlannedRun[]): Promise<ExperimentHost & { romSha256: string }> {
  const game = await bench.loadGame(plan.game)
  const scripts = new Map<string, Script>()
  for (const { script } of runs) if (script && !scripts.has(script.text)) scripts.set(script.text, bench.compileScript(script.name, script.text, game))
  const stop = plan.stop_when === undefined ? null : parseExpression(plan.stop_when, game.profile.vocabulary)
  const starts = new Map<PlannedRun['place'], StartState>()
  for (const place of plan.starts) if (place !== 'power-on') starts.set(place, await startOf(bench, place, game))
  return {
    profile: game.profile,
    romSha256: game.header.sha256,
    dirOf: (runId) => runDirectoryOf(bench.home, runId),
    start: (planned, runId) => {
      const script = planned.script ? (scripts.get(planned.script.text) ?? null) : null
      return bench.startRun({
        game, script, runId, agent: agentOf(planned, script, game, stop), from: starts.get(planned.place) ?? null,
        settings: planned.settings, experiment: settings.experiment.name, seed: planned.seed,
        unattended: true,
        // An experiment has no more runs at a time than there are workers, and one that gets ready; only containers are waited for.
        inTurn: !bench.pools.current.backend.grows,
      })
    },
  }
}

function agentOf({ seed, wait }: PlannedRun, script: Script | null, { profile }: LoadedGame, stop: Condition | null): Agent {
  const inner = script ? new ScriptAgent(script.source.name, script.program) : new RandomAgent(profile.timing, seed)
  const waiting = wait > 0 ? new WaitingFirst(inner, wait) : inner
  return stop ? new StoppingWhen(waiting, stop, addressesOf(stop, EMPTY_STATE)) : waiting
}

async function startOf(bench: Bench, { run, snapshot, branch, tick }: Exclude<PlannedRun['place'], 'power-on'>, game: LoadedGame): Promise<StartState> {
  const start = await bench.stateAt(run, { snapshot, branch, tick })
  if (start.metadata.rom.sha256 === game.header.sha256) return start
  throw new PtpError('foreign-snapshot', `run ${run} is of another game (${start.metadata.rom.title}) than the experiment`, { hint: 'start from a run of the same ROM' })
}
