import type { JSX } from 'react'
import type { PtpError } from '../api/contract.ts'
import { Icon, formatCount, formatGameTime, formatPlural } from '../ui/index.ts'
import { diagnosticText } from './diagnostics.ts'
import type { Checked } from './useCheck.ts'
import { revealAt, useCursor } from './view.ts'

/** What the compiler says, how long the script will take, and where the cursor is. */
export function EditorFoot({ checked, pending, error }: { checked: Checked | null; pending: boolean; error: PtpError | null }): JSX.Element {
  const line = useCursor((state) => state.line)
  const column = useCursor((state) => state.column)
  return (
    <footer className="editor-foot">
      {error !== null ? (
        <span className="editor-foot-problem" title={error.hint}><Icon name="error" size={14} />{error.message}</span>
      ) : checked === null ? (
        <span>{pending ? 'Checking…' : 'Empty'}</span>
      ) : (
        <>
          <Findings checked={checked} />
          <EstimateText checked={checked} pending={pending} />
        </>
      )}
      <span className="editor-gap" />
      <span className="editor-cursor">line {formatCount(line)}, column {formatCount(column)}</span>
    </footer>
  )
}

function Findings({ checked }: { checked: Checked }): JSX.Element {
  const { diagnostics } = checked.result
  const first = diagnostics.find((one) => one.severity === 'error') ?? diagnostics[0]
  const errors = diagnostics.filter((one) => one.severity === 'error').length
  const warnings = diagnostics.length - errors
  if (first === undefined) return <span className="editor-foot-good"><Icon name="check" size={14} />no errors</span>
  const counts = [errors > 0 ? formatPlural(errors, 'error') : '', warnings > 0 ? formatPlural(warnings, 'warning') : ''].filter((one) => one !== '').join(', ')
  return (
    <button type="button" className={errors > 0 ? 'editor-foot-problem' : 'editor-foot-warning'} title={diagnosticText(first)} onClick={() => revealAt(first.from)}>
      <Icon name={errors > 0 ? 'error' : 'warning'} size={14} />
      <span>{counts}</span>
      <span className="editor-foot-first">line {first.line}: {first.message}</span>
    </button>
  )
}

function EstimateText({ checked, pending }: { checked: Checked; pending: boolean }): JSX.Element | null {
  const { estimate, instructions } = checked.result
  if (estimate === null || instructions === 0 || !checked.hasGame) return null
  const { min, expected, max } = estimate
  const range = `A guess: it depends on the game. At least ${formatCount(min)}, ${max === null ? 'without an upper bound' : `at most ${formatCount(max)}`} frames · ${formatPlural(instructions, 'instruction')}`
  return (
    <span className={pending ? 'editor-estimate editor-estimate-old' : 'editor-estimate'} title={range} aria-busy={pending}>
      {max === 0 ? 'takes no time' : `about ${formatGameTime(expected)} · ${formatPlural(Math.round(expected), 'frame')}`}
    </span>
  )
}
