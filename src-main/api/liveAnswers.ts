import { pictureUrl, PtpError } from '../../src-preload/contract/index.ts'
import type { Run } from '../run/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts } from './desk.ts'
import { settingsOf } from './settings.ts'

type LiveCall =
  | 'run.start' | 'run.load' | 'run.pause' | 'run.resume' | 'run.stop' | 'run.step' | 'run.speed' | 'run.breakpoints' | 'run.rollback' | 'run.script'
  | 'run.takeover' | 'run.keys' | 'run.undo' | 'run.back' | 'run.settings' | 'run.configure'

/** Playing: what starts, steers and ends live runs. */
export function liveAnswers({ workbench, live, games, exact }: DeskParts): AnswersTo<LiveCall> {
  const rollback = async (id: string, at: { branch: number; tick: number }, resume = false) => {
    const entry = await live.load(id, at)
    const { run } = entry
    const picture = await run.rollback(at.branch, at.tick, resume)
    entry.keyboard = null
    const { branch, tick } = run.present
    if (picture) await exact.keep({ run: id, branch, tick }, picture)
    return { branch, tick, picture: pictureUrl.exact(id, branch, tick) }
  }
  return {
    'run.start': async ({ game: id, script, source, agent = null, speed, seed, breakpoints = [], settings = {} }) => {
      const game = await games.get(id)
      const loaded = source === null ? null : workbench.compileScript(script, source, game)
      const { run } = await live.start({ game, script: loaded, agent, speed, seed, breakpoints, settings })
      return { run: run.id }
    },
    'run.load': async ({ run }) => {
      await live.load(run)
      return {}
    },
    'run.pause': async ({ run }) => {
      await live.require(run).run.pause()
      return {}
    },
    'run.resume': async ({ run }) => {
      await live.require(run).run.resume()
      return {}
    },
    'run.stop': async ({ run }) => {
      await live.stop(run)
      return {}
    },
    'run.step': async ({ run }) => {
      await live.require(run).run.step()
      return {}
    },
    'run.speed': async ({ run, speed }) => {
      live.require(run).run.speed = speed
      return {}
    },
    'run.breakpoints': async ({ run, lines }) => {
      live.require(run).run.breakpoints = lines
      return {}
    },
    'run.rollback': ({ run, resume, ...at }) => rollback(run, at, resume),
    'run.undo': async ({ run, count, resume }) => {
      const entry = live.require(run)
      const undone = await entry.run.undo(count, resume)
      entry.keyboard = null
      return { ...placeOf(entry.run), undone }
    },
    'run.back': async ({ run, count, resume }) => {
      const entry = live.require(run)
      const { id, branch, tick } = await entry.run.rollbackSnapshots(count, resume)
      entry.keyboard = null
      return { branch, tick, snapshot: id }
    },
    'run.settings': async ({ run }) => settingsOf({ workbench, live }, run),
    'run.configure': async ({ run, changes, by = 'the workbench' }) => {
      const change = await live.require(run).run.change(changes, by)
      return { change, settings: settingsOf({ workbench, live }, run) }
    },
    'run.script': async ({ run: id, from, script, source, breakpoints = [] }) => {
      const { game } = await live.load(id)
      // A script with mistakes in it must not move the run.
      const loaded = workbench.compileScript(script, source, game)
      if (from) await rollback(id, from)
      return { branch: await live.runScript(id, loaded, breakpoints) }
    },
    'run.takeover': async ({ run, on }) => {
      if (on) await live.load(run)
      await live.takeOver(run, on)
      return {}
    },
    'run.keys': async ({ run, buttons }) => {
      const { keyboard } = live.require(run)
      if (!keyboard) throw new PtpError('bad-input', `nobody plays run ${run} by hand`, { hint: 'take over first' })
      keyboard.buttons = buttons
      return {}
    },
  }
}

function placeOf({ present: { branch, tick } }: Run): { branch: number; tick: number } {
  return { branch, tick }
}
