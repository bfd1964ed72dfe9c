import type { JSX } from 'react'
import type { Game, ScriptSummary } from '../api/contract.ts'
import { useCall } from '../api/useCall.ts'
import { runTitle } from '../runs/runTitle.ts'
import { SettingsForm } from '../settings/SettingsForm.tsx'
import { snapshotTitle } from '../snapshots/snapshotTitle.ts'
import { useRun } from '../state/run.ts'
import { useSelection } from '../state/selection.ts'
import { Button, Field, formatCount } from '../ui/index.ts'
import { ArmFields } from './ArmFields.tsx'
import { FIRST_ARM, type ArmForm } from './planArm.ts'
import type { PlanForm } from './planForm.ts'

export interface PlanFieldsProps {
  form: PlanForm
  onForm: (form: PlanForm) => void
  games: readonly Game[]
  scripts: readonly ScriptSummary[]
}

/** The plan as a form: what plays, how often, from where, with which parameters. */
export function PlanFields({ form, onForm, games, scripts }: PlanFieldsProps): JSX.Element {
  const settings = useCall('settings.describe', {})
  const change = (part: Partial<PlanForm>): void => onForm({ ...form, ...part })
  const changeArm = (at: number, part: Partial<ArmForm>): void => change({ arms: form.arms.map((arm, index) => (index === at ? { ...arm, ...part } : arm)) })
  const [first = ''] = scripts.map(({ name }) => `script:${name}`)
  return (
    <div className="plan">
      <div className="plan-column">
        <Field label="Name">
          <input className="field" autoFocus value={form.name} placeholder="what results are filed under" onChange={(event) => change({ name: event.target.value })} />
        </Field>
        <Field label="Game">
          <select className="field" value={form.game} onChange={(event) => change({ game: event.target.value })}>
            {games.map((game) => (
              <option key={game.id} value={game.file}>
                {game.title}
              </option>
            ))}
          </select>
        </Field>
        <fieldset className="plan-arms">
          <legend className="dialog-field-label">Arms: what is compared</legend>
          {form.arms.map((arm, at) => (
            <ArmFields key={at} arm={arm} number={at + 1} scripts={scripts} onArm={(part) => changeArm(at, part)} onRemove={form.arms.length > 1 ? () => change({ arms: form.arms.filter((_, index) => index !== at) }) : null} />
          ))}
          <Button icon="plus" onClick={() => change({ arms: [...form.arms, { ...FIRST_ARM, plays: form.arms.at(-1)?.plays ?? first }] })}>
            Add an arm
          </Button>
        </fieldset>
        <Field label="Parameter grid" hint="Every combination is played. constants.NAME, timing.NAME, macros.NAME or settings.SECTION.NAME, a line each.">
          <textarea className="field mono" rows={3} value={form.grid} placeholder={'timing.hold = 2, 4, 8'} spellCheck={false} onChange={(event) => change({ grid: event.target.value })} />
        </Field>
      </div>
      <div className="plan-column">
        <div className="plan-row">
          <Field label="Seeds" hint="How many, or the seeds: 1, 2, 3">
            <input className="field" value={form.seeds} onChange={(event) => change({ seeds: event.target.value })} />
          </Field>
          <Field label="Repeats" hint="Of each run">
            <input className="field" inputMode="numeric" value={form.repeats} onChange={(event) => change({ repeats: event.target.value })} />
          </Field>
          <Field label="Workers" hint="Runs at a time, at most">
            <input className="field" inputMode="numeric" value={form.workers} onChange={(event) => change({ workers: event.target.value })} />
          </Field>
          <Field label="Start wait" hint="Frames at most, drawn from the seed">
            <input className="field" inputMode="numeric" value={form.startWait} onChange={(event) => change({ startWait: event.target.value })} />
          </Field>
        </div>
        <Starts form={form} onForm={onForm} />
        <Field label="Stop when" hint="A condition of the script language; the run counts as completed then.">
          <input className="field mono" value={form.stopWhen} placeholder="badges >= 1" spellCheck={false} onChange={(event) => change({ stopWhen: event.target.value })} />
        </Field>
        <Field label="Metrics" hint="What the report is about, separated by commas; nothing: ticks, frames, milestones and what the game counts.">
          <input className="field" value={form.metrics} placeholder="ticks, badges, caught" spellCheck={false} onChange={(event) => change({ metrics: event.target.value })} />
        </Field>
        <Field label="Description">
          <textarea className="field" rows={2} value={form.description} onChange={(event) => change({ description: event.target.value })} />
        </Field>
        {settings.data !== null && (
          <SettingsForm
            description={settings.data}
            changes={form.settings}
            onChanges={(changes) => change({ settings: changes })}
            sections={['experiment', 'limits', 'tick_rate', 'screenshot', 'snapshot', 'command', 'system']}
            without={['experiment.name', 'experiment.config', 'experiment.resume_from', 'experiment.parallel_workers', 'system.verbose', 'system.quiet', 'system.log_file', 'system.config_file']}
          />
        )}
      </div>
    </div>
  )
}

/** Power-on, and snapshots of the run that is selected in the workbench. */
function Starts({ form, onForm }: Pick<PlanFieldsProps, 'form' | 'onForm'>): JSX.Element {
  const run = useSelection((state) => state.run)
  const summary = useRun((state) => state.detail?.summary ?? null)
  const snapshots = useCall('snapshots.list', run === null ? null : { run }, run).data ?? []
  const toggle = (start: string): void => onForm({ ...form, starts: form.starts.includes(start) ? form.starts.filter((one) => one !== start) : [...form.starts, start] })
  const named = snapshots.filter((one) => one.name !== null || one.pinned)
  const others = form.starts.filter((start) => start !== 'power-on' && !named.some((one) => start === `${run} ${one.id}`))
  return (
    <fieldset className="plan-starts">
      <legend className="dialog-field-label">Starts</legend>
      <label>
        <input type="checkbox" checked={form.starts.includes('power-on')} onChange={() => toggle('power-on')} />
        Power-on
      </label>
      {others.map((start) => (
        <label key={start}>
          <input type="checkbox" checked onChange={() => toggle(start)} />
          <span className="mono">{start}</span>
        </label>
      ))}
      {named.slice(0, 50).map((one) => (
        <label key={one.id}>
          <input type="checkbox" checked={form.starts.includes(`${run} ${one.id}`)} onChange={() => toggle(`${run} ${one.id}`)} />
          {snapshotTitle(one)} <span className="muted">tick {formatCount(one.tick)}</span>
        </label>
      ))}
      <p className="dialog-field-hint">
        {summary === null ? 'Open a run in the workbench to start from its named snapshots.' : named.length === 0 ? `${runTitle(summary)} has no named snapshot.` : `Named snapshots of ${runTitle(summary)}, the run in the workbench.`}
      </p>
    </fieldset>
  )
}
