import type { InputRow, RunReader } from '../recorder/index.ts'
import type { Line } from '../snapshot/index.ts'

/** The recorded inputs of ticks `from`–`to` of a line, in order. */
export function* inputsOf(reader: RunReader, line: Line, from: number, to: number): Generator<InputRow> {
  const branch = line.at(-1)?.branch
  if (branch === undefined || from > to) return
  for (const batch of reader.inputs(branch, from, to)) yield* batch
}

/** What the agent gave of itself after a tick, null when it gave nothing; undefined at a tick that no input led to, as the first. */
export function agentStateAt(reader: RunReader, line: Line, tick: number): unknown {
  const segment = line.find(({ from, to }) => tick >= from && tick <= to)
  if (!segment) return undefined
  const [row] = reader.query('SELECT agent FROM inputs WHERE branch = ? AND tick = ?', segment.branch, tick)
  const text = row?.['agent']
  if (!row) return undefined
  return typeof text === 'string' ? (JSON.parse(text) as unknown) : null
}
