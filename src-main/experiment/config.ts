import { isMap, LineCounter, parseDocument, stringify } from 'yaml'
import { z } from 'zod'
import { CONFIG_VERSION, defaultSettings, experimentPlanSchema, PtpError, settingsSchema, withSettings, type ExperimentPlan, type Settings } from '../../src-preload/contract/index.ts'
import { gatherLayers, parseConfig, resolveSettings, type GivenValue, type Layer } from '../settings/index.ts'

/** The plan of an experiment and the settings it is carried out with. */
export interface ExperimentConfig {
  plan: ExperimentPlan
  settings: Settings
}

/** A mistake in a configuration. */
export interface ConfigProblem {
  path: string
  message: string
  /** from 1, null where nobody knows */
  line: number | null
}

/** What sets the settings beside the configuration itself. */
export interface Surroundings {
  home: string
  env: Readonly<Record<string, string | undefined>>
  /** flags of the command line, by `section.key` */
  flags?: ReadonlyMap<string, GivenValue>
}

/** Runs of an experiment are many and looked at seldom: unless something else is said, they keep no pictures and few states. */
export function experimentDefaults(): Settings {
  return withSettings(defaultSettings(), {
    screenshot: { interval: 0, battle_turn: 0 },
    snapshot: { disk: 0, memory: 1, on_event: [] },
  })
}

/**
 * Reads a configuration: sections of the settings, and `plan`.
 * @param file what messages call it
 * @throws PtpError `bad-input` with every mistake in its details, as {@link ConfigProblem}; `newer-format`
 */
export function readConfig(text: string, file: string, { home, env, flags = new Map<string, GivenValue>() }: Surroundings): ExperimentConfig {
  const config = parseConfig(text, file, ['plan'])
  const problems = problemsOf(config.others['plan'] ?? null, text)
  if (problems.length > 0) throw wrongPlan(file, problems)
  const own: Layer = { source: 'experiment config', values: config.values }
  const [around, last] = [gatherLayers({ home, env, flags }), 2]
  // What stands in the experiment's own file comes after config files and before the environment and flags.
  const layers = [...around.slice(0, -last), own, ...around.slice(-last)]
  return { plan: experimentPlanSchema.parse(config.others['plan']), settings: checkedName(resolveSettings(layers, experimentDefaults()).settings) }
}

/** @returns the configuration as YAML, only with what is not as it is anyway */
export function configText({ plan, settings }: ExperimentConfig): string {
  const base = experimentDefaults()
  const sections: Record<string, Record<string, unknown>> = {}
  for (const [section, values] of Object.entries(settings) as [keyof Settings, Record<string, unknown>][]) {
    const usual: Record<string, unknown> = base[section]
    const own = Object.fromEntries(Object.entries(values).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(usual[key])))
    if (Object.keys(own).length > 0) sections[section] = own
  }
  return stringify({ version: CONFIG_VERSION, ...sections, plan })
}

/** The same from parts, as a form gives them. @throws PtpError `bad-input` */
export function configOf(plan: unknown, settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>): ExperimentConfig {
  const problems = problemsOf(plan, null)
  const base = experimentDefaults()
  const merged = Object.fromEntries((Object.keys(base) as (keyof Settings)[]).map((section) => [section, { ...base[section], ...settings[section] }]))
  const parsed = settingsSchema.safeParse(merged)
  if (!parsed.success) problems.push(...parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message, line: null })))
  for (const section of Object.keys(settings)) if (!(section in base)) problems.push({ path: section, message: 'there is no such section', line: null })
  if (problems.length > 0 || !parsed.success) throw wrongPlan('the configuration', problems)
  return { plan: experimentPlanSchema.parse(plan), settings: checkedName(parsed.data) }
}

/** @returns the mistakes an error tells of, those of a configuration file among them */
export function problemsIn(error: PtpError): ConfigProblem[] {
  const found = z.array(z.object({ path: z.string(), message: z.string(), line: z.number().nullable() })).safeParse(error.details?.['problems'])
  if (found.success) return found.data
  const issues = z.array(z.object({ line: z.number(), message: z.string() })).safeParse(error.details?.['issues'])
  if (issues.success) return issues.data.map(({ line, message }) => ({ path: '', message, line }))
  return [{ path: '', message: error.message, line: null }]
}

function problemsOf(plan: unknown, text: string | null): ConfigProblem[] {
  if (plan === null || plan === undefined) return [{ path: 'plan', message: 'there is no plan: which arms are to be played?', line: null }]
  const parsed = experimentPlanSchema.safeParse(plan)
  if (parsed.success) return armProblems(parsed.data)
  return parsed.error.issues.map(({ path, message }) => ({ path: ['plan', ...path].join('.'), message, line: text === null ? null : lineOf(text, ['plan', ...path]) }))
}

function armProblems({ arms, stop_when }: ExperimentPlan): ConfigProblem[] {
  return arms.flatMap((arm, i) => {
    const isSearch = arm === 'search' || (typeof arm !== 'string' && arm.agent === 'search')
    const goal = typeof arm === 'string' ? undefined : arm.search?.goal
    if (isSearch && goal === undefined && stop_when === undefined) return [{ path: `plan.arms.${i}`, message: 'a search has no goal: give `search.goal`, or `stop_when` of the plan', line: null }]
    if (typeof arm === 'string') return []
    if (arm.search && !isSearch) return [{ path: `plan.arms.${i}.search`, message: 'only the agent `search` has these', line: null }]
    const given = [arm.script, arm.source, arm.agent].filter((each) => each !== undefined).length
    return given === 1 ? [] : [{ path: `plan.arms.${i}`, message: 'an arm is one of `script`, `source` and `agent`', line: null }]
  })
}

function checkedName(settings: Settings): Settings {
  const { name } = settings.experiment
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(name)) return settings
  throw wrongPlan('the configuration', [{ path: 'experiment.name', message: `"${name}" is no name: up to 40 letters, digits, ".", "_" and "-"`, line: null }])
}

function wrongPlan(file: string, problems: readonly ConfigProblem[]): PtpError {
  const [first] = problems
  const where = first?.line ? `${file}:${first.line}` : file
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return new PtpError('bad-input', `${where}: ${first?.path ? `${first.path}: ` : ''}${first?.message ?? 'it has mistakes'}${more}`, {
    hint: 'mend the configuration; `ptp experiment run --check` tells what it comes to', details: { problems },
  })
}

function lineOf(text: string, path: readonly PropertyKey[]): number | null {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  // The nearest node there is: what is missing has no place of its own.
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    const range = node !== null && typeof node === 'object' && 'range' in node ? (node.range as [number] | null | undefined) : null
    if (range) return lines.linePos(range[0]).line
  }
  return isMap(document.contents) ? 1 : null
}
