import type { InputOf } from '../api/contract.ts'
import { mutable, type SettingChanges } from '../settings/values.ts'
import { armOf, FIRST_ARM, type ArmForm } from './planArm.ts'
import { assignments, scalarOf } from './typed.ts'

/** What the planner holds; numbers as they are typed. */
export interface PlanForm {
  name: string
  description: string
  /** file of the ROM */
  game: string
  arms: readonly ArmForm[]
  /** how many, or the seeds themselves: `8`, or `1, 2, 3` */
  seeds: string
  repeats: string
  /** runs at the same time; the engine lowers it to what the machine has */
  workers: string
  /** `power-on`, or `run id` and the id of one of its snapshots, with a blank between */
  starts: readonly string[]
  /** `constants.N = 1, 2, 3`, one a line */
  grid: string
  startWait: string
  stopWhen: string
  metrics: string
  settings: SettingChanges
}

export const FIRST_PLAN: PlanForm = {
  name: '', description: '', game: '', arms: [FIRST_ARM], seeds: '8', repeats: '1', workers: '4', starts: ['power-on'], grid: '', startWait: '30', stopWhen: '', metrics: '', settings: {},
}

type Draft = InputOf<'experiments.plan'>

/** @returns the plan as the engine takes it; what is wrong with it the engine says */
export function draftOf(form: PlanForm): Draft {
  const plan: Record<string, unknown> = { arms: form.arms.map(armOf), seeds: seedsOf(form.seeds), repeats: numberOr(form.repeats, 1), starts: form.starts.map(startOf), start_wait: numberOr(form.startWait, 0) }
  if (form.game !== '') plan['game'] = form.game
  if (form.description.trim() !== '') plan['description'] = form.description.trim()
  if (form.stopWhen.trim() !== '') plan['stop_when'] = form.stopWhen.trim()
  const grid = Object.fromEntries(assignments(form.grid).map(([key, text]) => [key, text.split(',').map(scalarOf)]))
  if (Object.keys(grid).length > 0) plan['grid'] = grid
  const metrics = form.metrics.split(',').map((one) => one.trim()).filter((one) => one !== '')
  if (metrics.length > 0) plan['metrics'] = metrics
  // Names become folders, which have no blanks.
  const name = form.name.trim().replace(/\s+/g, '-')
  const experiment = { ...form.settings['experiment'], ...(name === '' ? {} : { name }), ...(form.workers.trim() === '' ? {} : { parallel_workers: scalarOf(form.workers) }) }
  return { plan, settings: mutable({ ...form.settings, experiment }) }
}

function startOf(text: string): unknown {
  const [run, snapshot] = text.split(' ')
  return snapshot === undefined ? text : { run, snapshot }
}

function seedsOf(text: string): unknown {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '').map(scalarOf)
  return parts.length === 1 && !text.includes(',') ? parts[0] : parts.length === 0 ? 1 : parts
}

/** What is no number goes on as text, so that the engine can say what is wrong with it. */
function numberOr(text: string, fallback: number): unknown {
  return text.trim() === '' ? fallback : scalarOf(text)
}
