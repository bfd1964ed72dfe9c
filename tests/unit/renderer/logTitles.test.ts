import { describe, expect, it } from 'vitest'
import { shownColumns } from '../../../src-renderer/log/columns.ts'
import { asQuery, hasGroup, isFiltered, KIND_GROUPS, NO_FILTER, toggleGroup } from '../../../src-renderer/log/filter.ts'
import { actionTitle, contextWord, repeatsAt, resultText, rowTitle } from '../../../src-renderer/log/titles.ts'

const row = (action: string, line: number | null = 8, branch = 0): { action: string; line: number | null; branch: number } => ({ action, line, branch })

describe('titles of log rows', () => {
  it('should count how often the same was done in a row', () => {
    const rows = [row('PRESS A', 7), row('MOVE UP'), row('MOVE UP'), row('MOVE UP'), row('MOVE UP', 9)]
    expect(rows.map((_, at) => repeatsAt((index) => rows[index], at))).toEqual([1, 1, 2, 3, 1])
  })

  it('should stop counting where rows are not here', () => {
    expect(repeatsAt((index) => (index >= 10 ? row('WAIT') : undefined), 12)).toBe(3)
    expect(repeatsAt(() => undefined, 3)).toBe(1)
  })

  it('should say what was done and where it led', () => {
    expect(rowTitle({ action: 'MOVE UP', result: 'Route 1 (12, 7)', events: [] }, 3)).toBe('MOVE UP ×3 → Route 1 (12, 7)')
    expect(rowTitle({ action: 'PRESS A', result: '', events: [] }, 1)).toBe('PRESS A')
    expect(actionTitle('WAIT 60', 1)).toBe('WAIT 60')
  })

  it('should not say again where it led what the events beside it say', () => {
    const events = [{ title: 'turn 1 vs NIBBIT: BUMP' }, { title: 'SPRIG grew to Lv 6' }]
    expect(resultText({ result: 'battle: NIBBIT Lv 3 · turn 1 vs NIBBIT: BUMP · SPRIG grew to Lv 6', events })).toBe('battle: NIBBIT Lv 3')
    expect(resultText({ result: 'SPRIG grew to Lv 6', events })).toBe('')
    expect(resultText({ result: 'Route 1 (12, 7) · it rains', events })).toBe('Route 1 (12, 7) · it rains')
  })

  it('should say the context in a short word', () => {
    expect(contextWord('BATTLE_MOVE')).toBe('battle')
    expect(contextWord('MENU')).toBe('menu')
  })
})

describe('the filter of the log', () => {
  const battle = KIND_GROUPS.find(({ id }) => id === 'battle')?.kinds ?? []

  it('should switch several kinds on and off as one', () => {
    const on = toggleGroup(NO_FILTER, battle)
    expect(hasGroup(on, battle)).toBe(true)
    expect(toggleGroup(on, battle)).toEqual(NO_FILTER)
  })

  it('should ask for nothing special when nothing is filtered', () => {
    expect(asQuery({ text: '  ', kinds: [] })).toEqual({})
    expect(isFiltered({ text: '  ', kinds: [] })).toBe(false)
    expect(asQuery({ text: ' cave ', kinds: ['catch'] })).toEqual({ text: 'cave', kinds: ['catch'], events_only: true })
  })
})

describe('the columns of the log', () => {
  it('should show latency, confidence and cost only where a row has them', () => {
    expect(shownColumns(null, [])).toEqual(['tick', 'time', 'action', 'result', 'context'])
    expect(shownColumns(null, ['cost'])).toContain('cost')
  })

  it('should show what was chosen, and always what a row cannot do without', () => {
    expect(shownColumns(['result'], ['cost'])).toEqual(['tick', 'action', 'result'])
  })
})
