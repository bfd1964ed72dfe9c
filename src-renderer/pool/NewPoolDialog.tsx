import { useState, type JSX } from 'react'
import { asPtpError, type BackendName, type PoolStatus, type PtpError } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { DialogError } from '../runs/DialogError.tsx'
import { Button, Dialog, Field } from '../ui/index.ts'
import { FIRST_FORM, wishOf, type PoolForm } from './poolWish.ts'

const BACKENDS: readonly { id: BackendName; title: string; doc: string }[] = [
  { id: 'embedded', title: 'Embedded', doc: 'worker threads of this workbench; nothing else is needed' },
  { id: 'docker', title: 'Docker', doc: 'containers of the gym image, on this machine or others' },
  { id: 'gym', title: 'Gym servers', doc: 'servers that are up already' },
]

/** Brings up another pool in place of the present one. */
export function NewPoolDialog({ pool, onClose }: { pool: PoolStatus | null; onClose: () => void }): JSX.Element {
  const [form, setForm] = useState<PoolForm>(() => ({ ...FIRST_FORM, backend: pool?.backend ?? 'embedded', size: String(pool?.size ?? 4) }))
  const [error, setError] = useState<PtpError | null>(null)
  const [busy, setBusy] = useState(false)
  const wish = wishOf(form)
  const change = (part: Partial<PoolForm>): void => setForm({ ...form, ...part })
  const open = (): void => {
    if (typeof wish === 'string') return
    setBusy(true)
    call('pool.open', wish).then(onClose, (failure: unknown) => {
      setError(asPtpError(failure))
      setBusy(false)
    })
  }
  const field = (key: Exclude<keyof PoolForm, 'backend'>, label: string, placeholder: string, hint?: string): JSX.Element => (
    <Field label={label} hint={hint}>
      <input className="field" value={form[key]} placeholder={placeholder} spellCheck={false} onChange={(event) => change({ [key]: event.target.value })} />
    </Field>
  )
  return (
    <Dialog
      title="Another pool"
      onClose={onClose}
      onSubmit={open}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" submit disabled={busy || typeof wish === 'string'} title={typeof wish === 'string' ? wish : undefined}>
            Bring it up
          </Button>
        </>
      }
    >
      <fieldset className="pool-choices">
        <legend className="dialog-field-label">Emulators</legend>
        {BACKENDS.map(({ id, title, doc }) => (
          <label key={id}>
            <input type="radio" name="backend" checked={form.backend === id} onChange={() => change({ backend: id })} />
            {title} <span className="muted">{doc}</span>
          </label>
        ))}
      </fieldset>
      {field('size', 'Size', form.backend === 'gym' ? 'one for each server' : 'the default', 'Runs under way stay on their emulators until they end.')}
      {form.backend === 'gym' && (
        <Field label="Servers" hint="One address a line.">
          <textarea className="field mono" rows={3} value={form.urls} placeholder="http://127.0.0.1:8081" spellCheck={false} onChange={(event) => change({ urls: event.target.value })} />
        </Field>
      )}
      {form.backend === 'docker' && (
        <>
          {field('image', 'Image', 'our own, built when it is missing')}
          <div className="pool-fields">
            {field('basePort', 'First port', '8081')}
            {field('memory', 'Memory, MB', 'default')}
            {field('cpus', 'Cores each', 'default')}
          </div>
          <Field label="Engines" hint="One a line; the pool spreads over them.">
            <textarea className="field mono" rows={2} value={form.hosts} placeholder="the local one" spellCheck={false} onChange={(event) => change({ hosts: event.target.value })} />
          </Field>
        </>
      )}
      {form.backend !== 'embedded' &&
        field('sla', 'Answer time at most, ms', '1000', 'Beyond the play of the frames. An emulator of whose calls more than 5 % take longer is marked slow, and an event says so.')}
      {typeof wish === 'string' && <p className="muted">{wish}.</p>}
      <DialogError error={error} />
    </Dialog>
  )
}
