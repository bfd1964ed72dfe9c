import { useState, type JSX } from 'react'
import type { DescribedSetting, PtpError, RunSettingsState, SettingsChange } from '../api/contract.ts'
import { asPtpError } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { SettingsForm } from '../settings/SettingsForm.tsx'
import { changeCount, mutable, settingText, type SettingChanges } from '../settings/values.ts'
import { Button, Dialog, toastError, toastUndo } from '../ui/index.ts'
import { DialogError } from './DialogError.tsx'

const SECTIONS = ['limits', 'tick_rate', 'screenshot', 'snapshot', 'command']

/** The settings of a run that is under way: what may change takes effect between two ticks. */
export function SettingsDialog({ run, onClose }: { run: string; onClose: () => void }): JSX.Element {
  const described = useCall('settings.describe', {})
  const settings = useCall('run.settings', { run })
  const [changes, setChanges] = useState<SettingChanges>({})
  const [error, setError] = useState<PtpError | null>(null)
  const [busy, setBusy] = useState(false)
  const count = changeCount(changes)
  const apply = (): void => {
    setBusy(true)
    call('run.configure', { run, changes: mutable(changes), by: 'the window' }).then(
      ({ change }) => {
        toastUndo(wordsOf(change), () => void call('run.configure', { run, changes: before(change), by: 'undo in the window' }).catch(toastError), `settings ${run}`)
        onClose()
      },
      (failure: unknown) => {
        setError(asPtpError(failure))
        setBusy(false)
      },
    )
  }
  const fields = described.data?.fields ?? []
  const fixed = fields.filter(({ section, at_start }) => at_start !== null && SECTIONS.includes(section))
  return (
    <Dialog
      title="Settings of the live run"
      wide
      onClose={onClose}
      onSubmit={apply}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" submit disabled={busy || count === 0}>
            {count === 0 ? 'Change' : `Change ${count}`}
          </Button>
        </>
      }
    >
      <p className="muted">What you change takes effect between two ticks and is kept with the run. Nothing that was played changes. “none” takes a limit away.</p>
      {described.data && settings.data && (
        <SettingsForm description={described.data} changes={changes} onChanges={setChanges} sections={SECTIONS} without={fixed.map(pathOf)} present={presentOf(settings.data)} />
      )}
      {fixed.length > 0 && <p className="muted">Decided when a run starts: {fixed.map(({ key }) => key.replaceAll('_', ' ')).join(', ')}.</p>}
      {settings.data && <History changes={settings.data.changes} />}
      <DialogError error={error ?? settings.error ?? described.error} />
    </Dialog>
  )
}

function History({ changes }: Pick<RunSettingsState, 'changes'>): JSX.Element | null {
  if (changes.length === 0) return null
  return (
    <details className="settings-section">
      <summary>Changed {changes.length === 1 ? 'once' : `${changes.length} times`} so far</summary>
      <ul className="settings-history">
        {changes.toReversed().map((change) => (
          <li key={`${change.at} ${change.tick}`}>
            tick {change.tick}, by {change.by}: {wordsOf(change)}
          </li>
        ))}
      </ul>
    </details>
  )
}

function wordsOf({ set }: SettingsChange): string {
  return set.map(({ setting, from, to }) => `${setting.replace(/^\w+\./, '').replaceAll('_', ' ')} ${settingText(from)} → ${settingText(to)}`).join(', ')
}

/** @returns the settings as they were, for the engine */
function before({ set }: SettingsChange): Record<string, Record<string, unknown>> {
  const sections: Record<string, Record<string, unknown>> = {}
  for (const { setting, from } of set) {
    const [section = '', key = ''] = setting.split('.')
    sections[section] = { ...sections[section], [key]: from }
  }
  return sections
}

function pathOf({ section, key }: DescribedSetting): string {
  return `${section}.${key}`
}

function presentOf({ present }: RunSettingsState): (field: DescribedSetting) => unknown {
  const sections: Record<string, Record<string, unknown>> = present
  return ({ section, key }) => sections[section]?.[key]
}
