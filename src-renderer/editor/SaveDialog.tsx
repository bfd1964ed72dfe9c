import { useState, type JSX } from 'react'
import { useCall } from '../api/useCall.ts'
import { Button, Dialog, Field, toastError } from '../ui/index.ts'
import { saveScript, useScript } from './document.ts'

/** Asks for the name to save the script under. */
export function SaveDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const [name, setName] = useState(useScript.getState().name ?? 'untitled.ptp')
  const scripts = useCall('scripts.list', {}).data ?? []
  const trimmed = name.trim()
  const full = trimmed === '' || /\.\w+$/.test(trimmed) ? trimmed : `${trimmed}.ptp`
  const there = scripts.find((one) => one.name === full)
  const save = (): void => {
    saveScript(full).then(onClose, toastError)
  }
  return (
    <Dialog
      title="Save the script"
      onClose={onClose}
      onSubmit={save}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" submit disabled={full === ''}>Save</Button>
        </>
      }
    >
      <Field label="Name" hint={there === undefined ? undefined : `${full} is there already: this becomes its newest version.`}>
        <input className="field" autoFocus value={name} maxLength={200} onChange={(event) => setName(event.target.value)} onFocus={(event) => event.target.select()} />
      </Field>
    </Dialog>
  )
}
