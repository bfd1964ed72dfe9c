import type { RunResult } from '../../../src-preload/contract/index.ts'
import { metricNames, metricOf } from '../metrics.ts'

/** A column of the results, a value for each run. */
export interface Column {
  name: string
  type: 'number' | 'text' | 'boolean'
  values: (number | string | boolean | null)[]
}

/** All results as a table: what each run was, how it ended, and every number of it. */
export function tableOf(results: readonly RunResult[]): Column[] {
  const text = (name: string, of: (result: RunResult) => string | null): Column => ({ name, type: 'text', values: results.map(of) })
  const number = (name: string, of: (result: RunResult) => number | null): Column => ({ name, type: 'number', values: results.map(of) })
  const params = [...new Set(results.flatMap((result) => Object.keys(result.params)))]
  const fixed: Column[] = [
    number('index', ({ index }) => index),
    text('run', ({ run }) => run),
    text('arm', ({ arm }) => arm),
    number('seed', ({ seed }) => seed),
    text('start', ({ start }) => start),
    number('repeat', ({ repeat }) => repeat),
    ...params.map((name) => paramColumn(results, name)),
    text('status', ({ status }) => status),
    { name: 'ok', type: 'boolean', values: results.map(({ ok }) => ok) },
    number('attempts', ({ attempts }) => attempts),
    text('error', ({ error }) => error),
    text('final_state_hash', ({ final_state_hash }) => final_state_hash),
    text('location', ({ final_state }) => final_state?.location ?? null),
  ]
  const taken = new Set(fixed.map(({ name }) => name))
  const numbers = metricNames(results).filter((name) => !taken.has(name)).map((name) => number(name, (result) => metricOf(result, name)))
  return [...fixed, ...numbers]
}

function paramColumn(results: readonly RunResult[], name: string): Column {
  const values = results.map(({ params }) => params[name] ?? null)
  const isNumber = values.every((value) => value === null || typeof value === 'number')
  return isNumber ? { name, type: 'number', values } : { name, type: 'text', values: values.map((value) => (value === null ? null : String(value))) }
}
