import { armAgentSchema, armSchema, armSearchSchema, Dice, mixed, PtpError, settingsSchema, type Arm, type ArmSearch, type Settings, type StartPlace } from '../../src-preload/contract/index.ts'
import type { ExperimentConfig } from './config.ts'
import { changedScript, type Scalar } from './scriptText.ts'

/** One run of an experiment, with everything it hangs on. */
export interface PlannedRun {
  /** place in the plan, from 0 */
  index: number
  arm: string
  seed: number
  /** name of the start */
  start: string
  place: StartPlace
  repeat: number
  /** the point of the grid */
  params: Readonly<Record<string, Scalar>>
  settings: Settings
  /** text of the script as it is played, null for an agent */
  script: { name: string; text: string } | null
  /** its name, or the address it is asked at */
  agent: string | null
  /** of the agent `search`, null for others */
  search: ArmSearch | null
  /** frames it waits before it begins */
  wait: number
}

/** A script of an arm, as it was read. */
export interface ReadScript {
  name: string
  text: string
}

/** Tells the seeds that are drawn from each other by what they are for. */
const SEEDS = 1
const WAITS = 2

/**
 * All runs of a plan, in the order they are played: the arms take turns, so that all of them have been played about as often
 * whenever one looks.
 * @param randomSeed everything that is drawn hangs on it
 * @param read gives the text of a script an arm names
 * @throws PtpError `bad-input` for arms of the same name, parameters that no arm has, and settings there are not
 */
export function expandPlan({ plan, settings }: ExperimentConfig, randomSeed: number, read: (script: string) => ReadScript): PlannedRun[] {
  const arms = namedArms(plan.arms)
  const points = gridPoints(plan.grid)
  const seeds = typeof plan.seeds === 'number' ? drawnSeeds(plan.seeds, randomSeed) : plan.seeds
  const variants = points.flatMap((params) => arms.map((arm) => variantOf(arm, params, settings, read)))
  const runs: PlannedRun[] = []
  for (let repeat = 0; repeat < plan.repeats; repeat++) {
    for (const seed of seeds) {
      for (const place of plan.starts) {
        for (const variant of variants) {
          const wait = variant.script === null || plan.start_wait === 0 ? 0 : new Dice(mixed(seed, repeat, WAITS)).below(plan.start_wait + 1)
          runs.push({ ...variant, index: runs.length, seed: repeat === 0 ? seed : mixed(seed, repeat), start: startName(place), place, repeat, wait })
        }
      }
    }
  }
  return runs
}

/** @returns arms with their names filled in. @throws PtpError `bad-input` when two have the same */
export function namedArms(arms: readonly (string | Arm)[]): (Arm & { name: string })[] {
  const named = arms.map((given): Arm & { name: string } => {
    const arm = typeof given === 'string' ? armSchema.parse(isAgent(given) ? { agent: given } : { script: given }) : given
    return { ...arm, name: arm.name ?? arm.agent?.slice(0, 60) ?? arm.script?.split(/[\\/]/).at(-1)?.replace(/\.ptp$/, '') ?? 'script' }
  })
  const twice = named.find(({ name }, i) => named.findIndex((other) => other.name === name) !== i)
  if (twice) throw new PtpError('bad-input', `two arms are called ${twice.name}`, { hint: 'give each a `name` of its own' })
  return named
}

/** @returns every combination of the values, the last parameter changing fastest; one empty point where there is no grid */
export function gridPoints(grid: Readonly<Record<string, readonly Scalar[]>>): Record<string, Scalar>[] {
  let points: Record<string, Scalar>[] = [{}]
  for (const [name, values] of Object.entries(grid)) points = points.flatMap((point) => values.map((value) => ({ ...point, [name]: value })))
  return points
}

/** @returns seeds by lot, no two the same */
export function drawnSeeds(count: number, randomSeed: number): number[] {
  const dice = new Dice(mixed(randomSeed, SEEDS))
  const seeds = new Set<number>()
  while (seeds.size < count) seeds.add(dice.below(0x1_0000_0000))
  return [...seeds]
}

export function startName(place: StartPlace): string {
  if (place === 'power-on') return place
  return place.name ?? `${place.run}:${place.snapshot ?? `${place.branch ?? 0}/${place.tick ?? 0}`}`
}

type Variant = Pick<PlannedRun, 'arm' | 'params' | 'settings' | 'script' | 'agent' | 'search'>

function variantOf(arm: Arm & { name: string }, params: Record<string, Scalar>, base: Settings, read: (script: string) => ReadScript): Variant {
  const changes = { constants: { ...arm.constants }, macros: { ...arm.macros }, timing: { ...arm.timing } }
  let settings = merged(base, arm.settings)
  const source = arm.source !== undefined ? { name: `${arm.name}.ptp`, text: arm.source } : arm.script !== undefined ? read(arm.script) : null
  const own: Record<string, Scalar> = {}
  for (const [path, value] of Object.entries(params)) {
    const [kind = '', ...rest] = path.split('.')
    const name = rest.join('.')
    if (kind !== 'settings' && source === null) continue
    if (kind === 'constants' && !new RegExp(String.raw`\$\{${name}[:}]`).test(source?.text ?? '')) continue
    own[path] = value
    if (kind === 'constants') changes.constants[name] = value
    else if (kind === 'macros') changes.macros[name] = String(value)
    else if (kind === 'timing') changes.timing[name] = Number(value)
    else settings = merged(settings, { [rest[0] ?? '']: { [rest.slice(1).join('.')]: value } })
  }
  const script = source && { name: source.name, text: changedScript(source.name, source.text, changes) }
  return { arm: arm.name, params: own, settings, script, agent: arm.agent ?? null, search: arm.agent === 'search' ? (arm.search ?? armSearchSchema.parse({})) : null }
}

function merged(base: Settings, changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Settings {
  if (Object.keys(changes).length === 0) return base
  const sections: Record<string, Record<string, unknown>> = { ...base }
  for (const [section, values] of Object.entries(changes)) {
    if (!(section in sections)) throw new PtpError('bad-input', `there is no section ${section} of settings`, { hint: `there are ${Object.keys(base).join(', ')}` })
    sections[section] = { ...sections[section], ...values }
  }
  const parsed = settingsSchema.safeParse(sections)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new PtpError('bad-input', `settings.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}`, { hint: '`ptp config show` lists every setting with its values' })
}

function isAgent(name: string): boolean {
  return armAgentSchema.safeParse(name).success
}
