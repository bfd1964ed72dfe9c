import { FRAMES_PER_SECOND, type GameState, type MetricStats, type RunResult } from '../../src-preload/contract/index.ts'
import { compareGroups, describe } from './statistics.ts'

/** Numbers every result has beside those of its game. */
const OWN = ['ticks', 'frames', 'game_seconds', 'wall_seconds', 'milestones', 'ok'] as const
/** Shown where the plan names none, if they differ or the game has them. */
const USUAL = ['ticks', 'frames', 'milestones', 'badges', 'caught', 'level', 'money'] as const

/**
 * @param name `ticks`, `frames`, `game_seconds`, `wall_seconds`, `ok` (1 or 0), `milestones` (how many were reached),
 * `milestone.ID` (the tick), `events.KIND` (how many), else a path of the final state: `badges`, `party[0].level`, `vars.steps`
 * @returns null when the result has no such number
 */
export function metricOf(result: RunResult, name: string): number | null {
  switch (name) {
    case 'ticks':
    case 'frames':
    case 'wall_seconds':
      return result[name]
    case 'game_seconds':
      return result.frames / FRAMES_PER_SECOND
    case 'ok':
      return result.ok ? 1 : 0
    case 'milestones':
      return Object.values(result.milestones).filter((tick) => tick !== null).length
  }
  if (name.startsWith('milestone.')) return result.milestones[name.slice('milestone.'.length)] ?? null
  if (name.startsWith('events.')) {
    const entry = Object.entries(result.events).find(([kind]) => kind === name.slice('events.'.length))
    return entry?.[1] ?? 0
  }
  return result.final_state === null ? null : numberIn(result.final_state, name)
}

/** @returns every name with a number in some result */
export function metricNames(results: readonly RunResult[]): string[] {
  const names = new Set<string>(OWN)
  for (const { events, milestones, final_state } of results) {
    for (const kind of Object.keys(events)) names.add(`events.${kind}`)
    for (const id of Object.keys(milestones)) names.add(`milestone.${id}`)
    if (final_state) collect(final_state, '', names)
  }
  return [...names]
}

/** @returns the metrics a report is about */
export function chosenMetrics(asked: readonly string[], results: readonly RunResult[]): string[] {
  if (asked.length > 0) return [...asked]
  return USUAL.filter((name) => {
    const values = results.map((result) => metricOf(result, name))
    return name === 'ticks' || name === 'frames' || values.some((value) => value !== null && value !== values[0])
  })
}

/** What runs are grouped by: the arm, and the point of the grid where there is one. */
export function groupOf({ arm, params }: Pick<RunResult, 'arm' | 'params'>): string {
  const point = Object.entries(params).map(([name, value]) => `${name.replace(/^(constants|settings|timing)\./, '')}=${String(value)}`)
  return point.length === 0 ? arm : `${arm} (${point.join(', ')})`
}

/** @returns the groups in the order they come in the plan, with the numbers of their runs */
export function groupsOf(results: readonly RunResult[], metric: string): { arm: string; values: number[] }[] {
  const groups = new Map<string, number[]>()
  for (const result of [...results].sort((a, b) => a.index - b.index)) {
    const name = groupOf(result)
    const values = groups.get(name) ?? []
    groups.set(name, values)
    const value = metricOf(result, metric)
    if (value !== null) values.push(value)
  }
  return [...groups].map(([arm, values]) => ({ arm, values }))
}

/** Pairs that are compared at most: more would say nothing to anybody. */
const MAX_PAIRS = 45

/** Describes one metric arm by arm, and compares each pair of arms. */
export function metricStats(results: readonly RunResult[], metric: string, seed: number): MetricStats {
  const groups = groupsOf(results, metric)
  const pairs = groups.flatMap((a, i) => groups.slice(i + 1).map((b) => [a, b] as const)).slice(0, MAX_PAIRS)
  return {
    metric,
    groups: groups.map((group, i) => ({ ...describe(group.arm, group.values, seed + i), values: group.values })),
    comparisons: pairs.filter(([a, b]) => a.values.length > 0 && b.values.length > 0).map(([a, b], i) => compareGroups(metric, a, b, seed + 1000 + i)),
  }
}

function numberIn(state: GameState, name: string): number | null {
  // Short names of the script language.
  if (name === 'level') return Math.max(0, ...state.party.map(({ level }) => level))
  if (name === 'party_count') return state.party.length
  let at: unknown = state
  for (const key of name.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (typeof at !== 'object' || at === null) return null
    at = Object.hasOwn(at, key) ? Reflect.get(at, key) : at === state && Object.hasOwn(state.vars, key) ? state.vars[key] : undefined
  }
  if (typeof at === 'boolean') return at ? 1 : 0
  return typeof at === 'number' ? at : null
}

function collect(value: unknown, path: string, names: Set<string>): void {
  if (typeof value === 'number' || typeof value === 'boolean') names.add(path)
  else if (Array.isArray(value)) value.forEach((each, i) => collect(each, `${path}[${i}]`, names))
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) collect(each, path === '' ? key : `${path}.${key}`, names)
  }
}
