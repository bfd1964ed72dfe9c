import { useState, type JSX } from 'react'
import { asPtpError, type PtpError } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { useRun } from '../state/run.ts'
import { Button, Dialog, Field, formatAddress, toast } from '../ui/index.ts'

const NAME = /^[a-z][a-z0-9_]{0,39}$/
const TYPES: readonly { id: string; title: string }[] = [
  { id: '|u1', title: '1 byte, 0 to 255' },
  { id: '|i1', title: '1 byte, −128 to 127' },
  { id: '<u2', title: '2 bytes, low byte first' },
  { id: '>u2', title: '2 bytes, high byte first' },
  { id: '<u3', title: '3 bytes, low byte first' },
  { id: '>u3', title: '3 bytes, high byte first' },
  { id: '|d1', title: '1 byte of decimal digits (BCD)' },
  { id: '>d2', title: '2 bytes of decimal digits (BCD)' },
  { id: '>d3', title: '3 bytes of decimal digits (BCD)' },
]

/** Gives an address a name in the game's profile. */
export function AddVariable({ address, onClose }: { address: number; onClose: () => void }): JSX.Element {
  const game = useRun((state) => state.detail?.metadata.rom.sha256 ?? null)
  const profile = useRun((state) => state.detail?.metadata.profile ?? '')
  const [name, setName] = useState('')
  const [type, setType] = useState('|u1')
  const [doc, setDoc] = useState('')
  const [error, setError] = useState<PtpError | null>(null)
  const [busy, setBusy] = useState(false)
  const valid = NAME.test(name)
  const add = (): void => {
    if (game === null || !valid || busy) return
    setBusy(true)
    call('profile.add', { game, name, address, type, doc: doc.trim() })
      .then(({ file }) => {
        toast({ level: 'good', text: `${name} is in the profile; new runs read it`, hint: file })
        onClose()
      }, (failure: unknown) => setError(asPtpError(failure)))
      .finally(() => setBusy(false))
  }
  return (
    <Dialog
      title={`Add ${formatAddress(address)} to the profile ${profile}`}
      onClose={onClose}
      onSubmit={add}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" submit disabled={!valid || busy}>Add</Button>
        </>
      }
    >
      <Field label="Name" hint={name !== '' && !valid ? 'Small letters, digits and _, beginning with a letter; at most 40.' : 'Scripts and charts use it by this name.'}>
        <input className="field mono" autoFocus value={name} maxLength={40} placeholder="rival_hp" onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label="Kind of number">
        <select className="field" value={type} onChange={(event) => setType(event.target.value)}>
          {TYPES.map((one) => <option key={one.id} value={one.id}>{one.title} ({one.id})</option>)}
        </select>
      </Field>
      <Field label="What it is">
        <input className="field" value={doc} maxLength={300} onChange={(event) => setDoc(event.target.value)} />
      </Field>
      {error !== null && <p role="alert" className="inspector-error">{error.message} {error.hint}</p>}
    </Dialog>
  )
}
