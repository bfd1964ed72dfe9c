import { useState, type JSX } from 'react'
import { useCall } from '../api/useCall.ts'
import { useSelection } from '../state/selection.ts'
import { Button, ErrorState, IconButton, formatAddress, formatCount } from '../ui/index.ts'
import { parseNumber } from './hex.ts'
import { STEP_KINDS, stepText, whyNoStep, type SearchStep, type StepKind } from './searchSteps.ts'

/** Rows of finds that are drawn; a search that finds more needs another step anyway. */
const MOST_SHOWN = 200

export interface MemorySearchProps {
  run: string
  steps: readonly SearchStep[]
  onSteps: (steps: readonly SearchStep[]) => void
  onShow: (address: number) => void
  onAdd: (address: number) => void
}

/** Finds an unknown variable by what its value did over several ticks. */
export function MemorySearch({ run, steps, onSteps, onShow, onAdd }: MemorySearchProps): JSX.Element {
  const branch = useSelection((state) => state.branch)
  const tick = useSelection((state) => state.tick)
  const goTo = useSelection((state) => state.goTo)
  const [is, setIs] = useState<StepKind>('any')
  const [text, setText] = useState('')
  const search = useCall('memory.search', steps.length === 0 ? null : { run, steps: [...steps] }, run)
  const value = parseNumber(text)
  const why = whyNoStep(steps, { branch, tick, is }, value)
  const add = (): void => {
    if (why !== null) return
    onSteps([...steps, { branch, tick, is, ...(is === 'equals' && value !== null ? { value } : {}) }])
    if (is === 'any') setIs('changed')
  }
  const found = steps.length === 0 ? null : search.data
  return (
    <div className="search">
      <form
        className="search-form"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <span>At tick {formatCount(tick)} the byte</span>
        <select className="field" aria-label="What the byte does" value={is} onChange={(event) => setIs(STEP_KINDS.find(({ id }) => id === event.target.value)?.id ?? 'any')}>
          {STEP_KINDS.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
        </select>
        {is === 'equals' && <input className="field search-value" aria-label="Value" placeholder="0–255" value={text} onChange={(event) => setText(event.target.value)} />}
        <Button submit kind="primary" disabled={why !== null} title={why ?? undefined}>Add</Button>
      </form>
      {why !== null && (steps.length > 0 || is !== 'any') && <p className="search-why muted">{why}</p>}
      {steps.length === 0 ? (
        <p className="search-help muted">
          Say what is known of a value at some ticks, and see which addresses of work RAM fit. For the player’s HP: <em>equals 22</em> here, then move the play head past a hit and add <em>has decreased</em>.
        </p>
      ) : (
        <ol className="search-steps" aria-label="Steps">
          {steps.map((step, at) => (
            <li key={at}>
              <button type="button" className="link" onClick={() => goTo(step.tick, step.branch)}>tick {formatCount(step.tick)}</button> {stepText(step)}
              <IconButton icon="close" size="small" label={`Remove step ${at + 1}`} onClick={() => onSteps(steps.filter((_, other) => other !== at))} />
            </li>
          ))}
        </ol>
      )}
      {search.error !== null && <ErrorState error={search.error} onRetry={search.reload} />}
      {found !== null && (
        <>
          <div className="search-total" role="status">
            <span>{search.loading ? 'Searching…' : `${formatCount(found.total)} ${found.total === 1 ? 'address fits' : 'addresses fit'}`}</span>
            <Button kind="quiet" onClick={() => onSteps([])}>Start over</Button>
          </div>
          <Finds found={found.found} steps={steps} onShow={onShow} onAdd={onAdd} />
          {found.total > MOST_SHOWN && <p className="muted search-why">The first {MOST_SHOWN} are shown; another step narrows it down.</p>}
          {found.total === 0 && <p className="muted search-why">Nothing fits. Remove the step you trust least.</p>}
        </>
      )}
    </div>
  )
}

interface FindsProps extends Pick<MemorySearchProps, 'steps' | 'onShow' | 'onAdd'> {
  found: readonly { address: number; values: readonly number[] }[]
}

function Finds({ found, steps, onShow, onAdd }: FindsProps): JSX.Element {
  // Many steps would not fit; the last ones tell most.
  const from = Math.max(0, steps.length - 5)
  return (
    <div className="search-finds">
      <table>
        <thead>
          <tr>
            <th scope="col">Address</th>
            {steps.slice(from).map((step, at) => <th key={at} scope="col">{formatCount(step.tick)}</th>)}
            <th><span className="visually-hidden">Do</span></th>
          </tr>
        </thead>
        <tbody>
          {found.slice(0, MOST_SHOWN).map(({ address, values }) => (
            <tr key={address}>
              <th scope="row"><button type="button" className="link mono" title="Show it in the memory" onClick={() => onShow(address)}>{formatAddress(address)}</button></th>
              {values.slice(from).map((value, at) => <td key={at}>{value}</td>)}
              <td><IconButton icon="plus" size="small" label={`Add ${formatAddress(address)} to the profile`} onClick={() => onAdd(address)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
