import { useId, useRef, useState, type JSX } from 'react'
import { asPtpError, type PtpError } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { chooseSpeed, chosenSpeed } from '../state/speed.ts'
import { SPEEDS } from '../stage/speeds.ts'
import { SettingsForm } from '../settings/SettingsForm.tsx'
import { changeCount, type SettingChanges } from '../settings/values.ts'
import { Button, Dialog, Field, formatSpeed } from '../ui/index.ts'
import { bundledScript } from './bundled.ts'
import { DialogError } from './DialogError.tsx'
import { addRomFile } from './romFile.ts'
import { startRun } from './runActions.ts'

/** The choice that says nobody but the person at the keys plays. */
const BY_HAND = '\u0000by hand'

/** Chooses game, script, speed and seed of a new run, and starts it. */
export function NewRunDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const games = useCall('games.list', {})
  const scripts = useCall('scripts.list', {})
  const [gameChoice, setGame] = useState<string | null>(null)
  const [scriptChoice, setScript] = useState<string | null>(null)
  const [speed, setSpeed] = useState(chosenSpeed)
  const [seed, setSeed] = useState('')
  const [settings, setSettings] = useState<SettingChanges>({})
  const described = useCall('settings.describe', {})
  const [error, setError] = useState<PtpError | null>(null)
  const [busy, setBusy] = useState(false)
  const file = useRef<HTMLInputElement>(null)
  const speedName = useId()

  const game = gameChoice ?? games.data?.[0]?.id ?? ''
  const script = scriptChoice ?? bundledScript(scripts.data ?? [])?.name ?? scripts.data?.[0]?.name ?? BY_HAND
  const failed = error ?? games.error ?? scripts.error
  const seedNumber = seed.trim() === '' ? null : Number(seed)
  const seedIsWrong = seedNumber !== null && !Number.isSafeInteger(seedNumber)

  const fail = (failure: unknown): void => {
    setError(asPtpError(failure))
    setBusy(false)
  }
  const start = (): void => {
    setBusy(true)
    if (script !== BY_HAND) chooseSpeed(speed)
    startRun({ game, script: script === BY_HAND ? null : script, speed: script === BY_HAND ? 1 : speed, seed: seedNumber, settings }).then(onClose, fail)
  }
  const addRom = (rom: File | undefined): void => {
    if (rom === undefined) return
    addRomFile(rom, call).then((added) => {
      games.reload()
      setGame(added.id)
      setError(null)
    }, fail)
  }
  return (
    <Dialog
      title="New run"
      onClose={onClose}
      onSubmit={start}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" icon="play" submit disabled={busy || game === '' || seedIsWrong}>
            {script === BY_HAND ? 'Start by hand' : 'Run'}
          </Button>
        </>
      }
    >
      <Field label="Game">
        <span className="new-run-row">
          <select className="field" autoFocus value={game} onChange={(event) => setGame(event.target.value)}>
            {games.data?.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title} ({one.profile}
                {one.bundled ? ', bundled' : ''})
              </option>
            ))}
          </select>
          <Button icon="plus" onClick={() => file.current?.click()}>
            Add a ROM…
          </Button>
        </span>
      </Field>
      <input ref={file} type="file" accept=".gb,.gbc" hidden aria-label="ROM file" onChange={(event) => addRom(event.target.files?.[0])} />
      <Field label="Played by">
        <select className="field" value={script} onChange={(event) => setScript(event.target.value)}>
          {scripts.data?.map((one) => (
            <option key={one.name} value={one.name}>
              {one.name}
              {one.bundled ? ' (bundled)' : ''}
            </option>
          ))}
          <option value={BY_HAND}>By hand, at the keys</option>
        </select>
      </Field>
      <div className="new-run-row">
        <fieldset className="new-run-speed">
          <legend className="dialog-field-label">Speed</legend>
          {SPEEDS.map((one) => (
            <label key={one}>
              <input type="radio" name={speedName} checked={speed === one} onChange={() => setSpeed(one)} />
              {formatSpeed(one)}
            </label>
          ))}
        </fieldset>
        <Field label="Seed" hint={seedIsWrong ? 'A whole number, or nothing.' : undefined}>
          <input className="field new-run-seed" inputMode="numeric" value={seed} placeholder="none" aria-invalid={seedIsWrong} onChange={(event) => setSeed(event.target.value)} />
        </Field>
      </div>
      {described.data !== null && (
        <details className="new-run-advanced">
          <summary>Advanced{changeCount(settings) > 0 && <span className="muted"> {changeCount(settings)} changed</span>}</summary>
          <SettingsForm description={described.data} changes={settings} onChanges={setSettings} sections={['limits', 'screenshot', 'snapshot', 'command']} />
        </details>
      )}
      <DialogError error={failed} />
    </Dialog>
  )
}
