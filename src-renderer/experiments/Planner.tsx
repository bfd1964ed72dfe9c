import { useEffect, useState, type JSX } from 'react'
import { asPtpError, type InputOf, type PlanCheck, type PtpError } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { bundledScript } from '../runs/bundled.ts'
import { DialogError } from '../runs/DialogError.tsx'
import { Button, formatCount, formatPlural, Icon, Tabs, useThrottled, type Tab } from '../ui/index.ts'
import { HTTP_AGENT, isUnnamed } from './planArm.ts'
import { draftOf, FIRST_PLAN, type PlanForm } from './planForm.ts'
import { PlanFields } from './PlanFields.tsx'
import './planner.css'

const TABS = [
  { id: 'form', title: 'FORM' },
  { id: 'yaml', title: 'YAML' },
] as const satisfies readonly Tab<string>[]

/** How often a plan that is typed is checked, in milliseconds. */
const CHECK_EVERY = 250

/** Plans an experiment, as a form or as text, says what it comes to, and starts it. */
export function Planner({ onClose, onStarted }: { onClose: () => void; onStarted: (id: string) => void }): JSX.Element {
  const [tab, setTab] = useState<'form' | 'yaml'>('form')
  const [form, setForm] = useState<PlanForm>(FIRST_PLAN)
  /** the text as it was edited, null while it is what the form says */
  const [edited, setEdited] = useState<string | null>(null)
  const [fromForm, setFromForm] = useState('')
  const [error, setError] = useState<PtpError | null>(null)
  const [busy, setBusy] = useState(false)
  const example = useCall('experiments.example', {})
  const games = useCall('games.list', {})
  const scripts = useCall('scripts.list', {})
  // A plan begins with what is there: the bundled game, and the first script.
  useEffect(() => {
    const [game] = games.data ?? []
    const script = bundledScript(scripts.data ?? []) ?? scripts.data?.[0]
    if (game === undefined || script === undefined) return
    setForm((before) => ({
      ...before,
      game: before.game === '' ? game.file : before.game,
      arms: before.arms.map((arm) => (arm.plays === '' ? { ...arm, plays: `script:${script.name}` } : arm)),
    }))
  }, [games.data, scripts.data])

  const unnamed = form.arms.findIndex(isUnnamed)
  const isReady = form.game !== '' && unnamed < 0
  const yaml = edited ?? fromForm
  const draft: InputOf<'experiments.plan'> = tab === 'yaml' ? { yaml } : draftOf(form)
  const key = useThrottled(JSON.stringify(draft), CHECK_EVERY)
  const check = useCall('experiments.plan', isReady || tab === 'yaml' ? (JSON.parse(key) as InputOf<'experiments.plan'>) : null, tab)
  const plan = check.data
  const isChecked = plan !== null && !check.loading && key === JSON.stringify(draft)
  const canStart = isChecked && plan.plan !== null && plan.problems.length === 0 && plan.runs > 0 && !busy
  const toTab = (next: 'form' | 'yaml'): void => {
    // The text begins as what the form says; edits of the text are kept, and not read back into the form.
    if (next === 'yaml' && tab === 'form') setFromForm((before) => (plan !== null && plan.yaml !== '' ? plan.yaml : before !== '' ? before : (example.data?.yaml ?? '')))
    setTab(next)
  }
  const start = (): void => {
    setBusy(true)
    setError(null)
    call('experiments.start', draft).then(
      ({ experiment }) => onStarted(experiment),
      (failure: unknown) => {
        setError(asPtpError(failure))
        setBusy(false)
      },
    )
  }
  return (
    <form
      className="planner"
      aria-label="Plan an experiment"
      onSubmit={(event) => {
        event.preventDefault()
        if (canStart) start()
      }}
    >
      <header className="experiment-head">
        <div className="experiment-bar">
          <h2 className="experiment-title">Plan an experiment</h2>
          <span className="page-gap" />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" icon="play" submit disabled={!canStart}>
            {canStart ? `Start ${formatPlural(plan.runs, 'run')}` : 'Start'}
          </Button>
        </div>
        <Summary plan={plan} pending={!isChecked} failure={check.error} missing={tab === 'form' && form.arms[unnamed]?.plays === HTTP_AGENT ? `Say at which address the program of arm ${unnamed + 1} is asked.` : null} />
        <DialogError error={error} />
      </header>
      <Tabs name="planner" label="Plan as" tabs={TABS} selected={tab} onSelect={toTab}>
        {tab === 'yaml' && edited !== null && (
          <Button kind="quiet" onClick={() => setEdited(null)}>
            As the form says
          </Button>
        )}
        {tab === 'yaml' && example.data !== null && (
          <Button kind="quiet" onClick={() => setEdited(example.data?.yaml ?? '')}>
            Begin with the example
          </Button>
        )}
      </Tabs>
      <div className="planner-body" role="tabpanel" id="planner-panel" aria-labelledby={`planner-tab-${tab}`}>
        {tab === 'form' ? (
          <PlanFields form={form} onForm={setForm} games={games.data ?? []} scripts={scripts.data ?? []} />
        ) : (
          <textarea className="field mono planner-yaml" aria-label="Plan as YAML" spellCheck={false} value={yaml} onChange={(event) => setEdited(event.target.value)} />
        )}
      </div>
    </form>
  )
}

function Summary({ plan, pending, failure, missing }: { plan: PlanCheck | null; pending: boolean; failure: PtpError | null; missing: string | null }): JSX.Element {
  if (missing !== null) {
    return (
      <p className="planner-missing" role="status">
        <Icon name="info" size={14} /> {missing}
      </p>
    )
  }
  if (plan === null) {
    if (failure === null) return <p className="experiment-facts muted">Counting the runs…</p>
    return (
      <p className="planner-problem" role="alert">
        {failure.message} {failure.hint}
      </p>
    )
  }
  return (
    <>
      {plan.plan !== null && <Counts plan={plan} pending={pending} />}
      {plan.problems.length > 0 && (
        <ul className="planner-problems" aria-label="What is wrong with the plan">
          {plan.problems.slice(0, 8).map((problem, at) => (
            <li key={at} className="planner-problem">
              <Icon name="error" size={14} />
              <span className="mono">{problem.line === null ? pathText(problem.path) : `line ${problem.line}${problem.path === '' ? '' : `, ${problem.path}`}`}</span> {problem.message}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** @returns a place of the plan as the form calls it: arms are counted from 1 */
function pathText(path: string): string {
  return path.replace(/^plan\.arms\.(\d+)\.?/, (_, at: string) => `arm ${Number(at) + 1} `).trim()
}

/** What a plan that can be carried out comes to. */
function Counts({ plan, pending }: { plan: PlanCheck; pending: boolean }): JSX.Element {
  return (
    <p className={pending ? 'experiment-facts planner-pending' : 'experiment-facts'} role="status">
      <strong>{formatPlural(plan.runs, 'run')}</strong>
      <span>
        {formatPlural(plan.arms.length, 'arm')} × {formatPlural(plan.seeds, 'seed')}
        {plan.grid_points > 1 && ` × ${formatCount(plan.grid_points)} points of the grid`}
      </span>
      <span title={plan.workers_note}>{formatPlural(plan.workers, 'worker')}</span>
      {plan.workers_note !== '' && <span className="muted">{plan.workers_note}</span>}
    </p>
  )
}
