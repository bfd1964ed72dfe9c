import { useState, type JSX } from 'react'
import type { RunSummary } from '../api/contract.ts'
import { asPtpError, type PtpError } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { ExportDialog } from '../exporting/ExportDialog.tsx'
import { useCommands } from '../state/commands.ts'
import { isLoaded, useLive } from '../state/live.ts'
import { useSelection } from '../state/selection.ts'
import { Button, Dialog, Field } from '../ui/index.ts'
import { openRunDialog, useRunDialog } from './dialogs.ts'
import { DialogError } from './DialogError.tsx'
import { NewRunDialog } from './NewRunDialog.tsx'
import { runTitle } from './runTitle.ts'
import { SettingsDialog } from './SettingsDialog.tsx'
import { parseTags } from './tags.ts'

/** The dialogs about runs, and the commands that open them. */
export function RunDialogs(): JSX.Element | null {
  const dialog = useRunDialog((state) => state.dialog)
  useCommands([
    { id: 'runs.new', title: 'New run…', group: 'Runs', keys: ['Alt+N'], run: () => openRunDialog({ kind: 'new' }) },
    { id: 'runs.open', title: 'Open a run or bundle…', group: 'Runs', keys: ['Alt+O'], run: () => openRunDialog({ kind: 'open' }) },
    {
      id: 'runs.export',
      title: 'Export tables…',
      group: 'Runs',
      keys: ['Ctrl+E'],
      when: () => useSelection.getState().run !== null,
      run: () => {
        const { run } = useSelection.getState()
        if (run !== null) openRunDialog({ kind: 'export', run })
      },
    },
    {
      id: 'runs.settings',
      title: 'Settings of the live run…',
      group: 'Runs',
      when: () => isLoaded(useLive.getState().live),
      run: () => {
        const { live } = useLive.getState()
        if (live !== null) openRunDialog({ kind: 'settings', run: live.run })
      },
    },
  ])
  const close = (): void => openRunDialog(null)
  switch (dialog?.kind) {
    case 'new':
      return <NewRunDialog onClose={close} />
    case 'open':
      return <OpenRunDialog onClose={close} />
    case 'tags':
      return <TagsDialog run={dialog.run} onClose={close} />
    case 'note':
      return <NoteDialog run={dialog.run} onClose={close} />
    case 'export':
      return <ExportDialog run={dialog.run} open onClose={close} />
    case 'settings':
      return <SettingsDialog run={dialog.run} onClose={close} />
    case undefined:
      return null
  }
}

/** Runs `work`, then closes; an error stays in the dialog. */
function useSubmit(onClose: () => void): { error: PtpError | null; busy: boolean; submit: (work: () => Promise<unknown>) => void } {
  const [error, setError] = useState<PtpError | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = (work: () => Promise<unknown>): void => {
    setBusy(true)
    work().then(onClose, (failure: unknown) => {
      setError(asPtpError(failure))
      setBusy(false)
    })
  }
  return { error, busy, submit }
}

function OpenRunDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const [path, setPath] = useState('')
  const { error, busy, submit } = useSubmit(onClose)
  const open = (): void =>
    submit(async () => {
      const { run } = await call('runs.open', { path: path.trim() })
      useSelection.getState().select(run)
    })
  return (
    <Dialog
      title="Open a run or bundle"
      onClose={onClose}
      onSubmit={open}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" submit disabled={busy || path.trim() === ''}>
            Open
          </Button>
        </>
      }
    >
      <Field label="Path" hint="A run directory, or a .ptprun bundle, on the machine the engine runs on.">
        <input className="field mono" autoFocus value={path} onChange={(event) => setPath(event.target.value)} spellCheck={false} />
      </Field>
      <DialogError error={error} />
    </Dialog>
  )
}

function TagsDialog({ run, onClose }: { run: RunSummary; onClose: () => void }): JSX.Element {
  const [text, setText] = useState(run.tags.join(', '))
  const { error, busy, submit } = useSubmit(onClose)
  return (
    <Dialog
      title={`Tags of ${runTitle(run)}`}
      onClose={onClose}
      onSubmit={() => submit(() => call('runs.tag', { run: run.run_id, tags: parseTags(text) }))}
      foot={<SaveButtons busy={busy} onClose={onClose} />}
    >
      <Field label="Tags" hint="Separated by commas. The run list finds them by search.">
        <input className="field" autoFocus value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      <DialogError error={error} />
    </Dialog>
  )
}

function NoteDialog({ run, onClose }: { run: RunSummary; onClose: () => void }): JSX.Element {
  const [text, setText] = useState(run.note)
  const { error, busy, submit } = useSubmit(onClose)
  return (
    <Dialog
      title={`Note on ${runTitle(run)}`}
      onClose={onClose}
      onSubmit={() => submit(() => call('runs.note', { run: run.run_id, note: text }))}
      foot={<SaveButtons busy={busy} onClose={onClose} />}
    >
      <Field label="Note">
        <textarea className="field" rows={8} autoFocus value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      <DialogError error={error} />
    </Dialog>
  )
}

function SaveButtons({ busy, onClose }: { busy: boolean; onClose: () => void }): JSX.Element {
  return (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="primary" submit disabled={busy}>
        Save
      </Button>
    </>
  )
}
