import { useState, type JSX } from 'react'
import { asPtpError, type PtpError, type SnapshotSummary } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { DialogError } from '../runs/DialogError.tsx'
import { useCommands } from '../state/commands.ts'
import { useSelection } from '../state/selection.ts'
import { Button, Dialog, Field, formatCount, toast } from '../ui/index.ts'
import { openSnapshotDialog, useSnapshotDialog } from './dialogs.ts'
import { snapshotTitle } from './snapshotTitle.ts'

/** The dialogs about snapshots, and the commands that open them. */
export function SnapshotDialogs(): JSX.Element | null {
  const dialog = useSnapshotDialog((state) => state.dialog)
  const run = useSelection((state) => state.run)
  const when = (): boolean => useSelection.getState().run !== null
  useCommands([
    { id: 'snapshots.new', title: 'Name a snapshot of this tick…', group: 'Snapshots', keys: ['N'], when, run: () => openSnapshotDialog({ kind: 'new' }) },
    { id: 'snapshots.import', title: 'Import a snapshot…', group: 'Snapshots', when, run: () => openSnapshotDialog({ kind: 'import' }) },
  ])
  const close = (): void => openSnapshotDialog(null)
  if (dialog === null || run === null) return null
  switch (dialog.kind) {
    case 'new':
      return <NewDialog run={run} onClose={close} />
    case 'edit':
      return <EditDialog run={run} snapshot={dialog.snapshot} onClose={close} />
    case 'import':
      return <ImportDialog run={run} onClose={close} />
  }
}

interface FormProps {
  title: string
  action: string
  first: { name: string; note: string }
  nameNeeded: boolean
  onSubmit: (name: string, note: string) => Promise<void>
  onClose: () => void
}

function NameForm({ title, action, first, nameNeeded, onSubmit, onClose }: FormProps): JSX.Element {
  const [name, setName] = useState(first.name)
  const [note, setNote] = useState(first.note)
  const [error, setError] = useState<PtpError | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = (): void => {
    setBusy(true)
    onSubmit(name.trim(), note.trim()).then(onClose, (failure: unknown) => {
      setError(asPtpError(failure))
      setBusy(false)
    })
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={submit}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" submit disabled={busy || (nameNeeded && name.trim() === '')}>
            {action}
          </Button>
        </>
      }
    >
      <Field label="Name">
        <input className="field" autoFocus maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label="Note">
        <textarea className="field" rows={3} maxLength={10_000} value={note} onChange={(event) => setNote(event.target.value)} />
      </Field>
      <DialogError error={error} />
    </Dialog>
  )
}

function NewDialog({ run, onClose }: { run: string; onClose: () => void }): JSX.Element {
  // The place is that of the moment the dialog opened, also while the run plays on.
  const [{ branch, tick }] = useState(() => useSelection.getState())
  return (
    <NameForm
      title={`Snapshot of tick ${formatCount(tick)}`}
      action="Save"
      first={{ name: '', note: '' }}
      nameNeeded
      onClose={onClose}
      onSubmit={async (name, note) => {
        await call('snapshots.create', { run, branch, tick, name, ...(note === '' ? {} : { note }) })
        toast({ level: 'good', text: `Snapshot “${name}” of tick ${formatCount(tick)} is saved.` })
      }}
    />
  )
}

function EditDialog({ run, snapshot, onClose }: { run: string; snapshot: SnapshotSummary; onClose: () => void }): JSX.Element {
  return (
    <NameForm
      title={`${snapshotTitle(snapshot)}, tick ${formatCount(snapshot.tick)}`}
      action="Save"
      first={{ name: snapshot.name ?? '', note: snapshot.note ?? '' }}
      nameNeeded={false}
      onClose={onClose}
      onSubmit={async (name, note) => {
        await call('snapshots.edit', { run, id: snapshot.id, name: name === '' ? null : name, note: note === '' ? null : note })
      }}
    />
  )
}

function ImportDialog({ run, onClose }: { run: string; onClose: () => void }): JSX.Element {
  const [path, setPath] = useState('')
  const [error, setError] = useState<PtpError | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = (): void => {
    setBusy(true)
    call('snapshots.import', { run, path: path.trim() }).then(
      (snapshot) => {
        onClose()
        useSelection.getState().goTo(snapshot.tick, snapshot.branch)
      },
      (failure: unknown) => {
        setError(asPtpError(failure))
        setBusy(false)
      },
    )
  }
  return (
    <Dialog
      title="Import a snapshot"
      onClose={onClose}
      onSubmit={submit}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" submit disabled={busy || path.trim() === ''}>
            Import
          </Button>
        </>
      }
    >
      <Field label="Path" hint="A snapshot file of the same game and core, on the machine the engine runs on.">
        <input className="field mono" autoFocus spellCheck={false} value={path} onChange={(event) => setPath(event.target.value)} />
      </Field>
      <DialogError error={error} />
    </Dialog>
  )
}
