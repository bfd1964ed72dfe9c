import { useId, useRef, useState, type JSX } from 'react'
import { asPtpError, type PtpError } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { chooseSpeed, chosenSpeed } from '../state/speed.ts'
import { SPEEDS } from '../stage/speeds.ts'
import { SearchFields, secondsOf, USUAL_SEARCH } from '../search/SearchFields.tsx'
import { SettingsForm } from '../settings/SettingsForm.tsx'
import { changeCount, type SettingChanges } from '../settings/values.ts'
import { Button, Dialog, Field, formatSpeed } from '../ui/index.ts'
import { bundledScript } from './bundled.ts'
import { DialogError } from './DialogError.tsx'
import { addRomFile } from './romFile.ts'
import { startRun, startSearch } from './runActions.ts'

/** The choice that says nobody but the person at the keys plays. */
const BY_HAND = '\u0000by hand'
const BY_LOT = '\u0000by lot'
const BY_SEARCH = '\u0000by search'

/** Chooses the game and what plays a new run, with what that needs, and starts it. */
export function NewRunDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const games = useCall('games.list', {})
  const scripts = useCall('scripts.list', {})
  const [gameChoice, setGame] = useState<string | null>(null)
  const [scriptChoice, setScript] = useState<string | null>(null)
  const [speed, setSpeed] = useState(chosenSpeed)
  const [seed, setSeed] = useState('')
  const [search, setSearch] = useState(USUAL_SEARCH)
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
  const isSearch = script === BY_SEARCH
  const seconds = secondsOf(search)
  const isUnready = game === '' || seedIsWrong || (isSearch && (search.goal.trim() === '' || seconds === undefined))
  const start = (): void => {
    setBusy(true)
    if (isSearch) {
      startSearch(game, search.goal, seedNumber, seconds ?? null).then(onClose, fail)
      return
    }
    if (script !== BY_HAND) chooseSpeed(speed)
    const agent = script === BY_LOT ? 'random' : null
    const isScript = script !== BY_HAND && agent === null
    startRun({ game, script: isScript ? script : null, agent, speed: script === BY_HAND ? 1 : speed, seed: seedNumber, settings }).then(onClose, fail)
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
          <Button kind="primary" icon="play" submit disabled={busy || isUnready}>
            {isSearch ? 'Search' : script === BY_HAND ? 'Start by hand' : 'Run'}
          </Button>
        </>
      }
    >
      <Field label="Game">
        <span className="new-run-row">
          <select className="field" autoFocus value={game} onChange={(event) => setGame(event.target.value)}>
            {games.data?.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
                {one.bundled ? ' (bundled)' : one.profile === '' ? '' : ` (${one.profile})`}
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
          <option value={BY_LOT}>Keys by lot (random)</option>
          <option value={BY_SEARCH}>Search for a goal</option>
        </select>
      </Field>
      {isSearch && <SearchFields wish={search} onWish={setSearch} />}
      <div className="new-run-row">
        {!isSearch && (
          <fieldset className="new-run-speed">
            <legend className="dialog-field-label">Speed</legend>
            {SPEEDS.map((one) => (
              <label key={one}>
                <input type="radio" name={speedName} checked={speed === one} onChange={() => setSpeed(one)} />
                {formatSpeed(one)}
              </label>
            ))}
          </fieldset>
        )}
        <Field label="Seed" hint={seedIsWrong ? 'A whole number, or nothing.' : undefined}>
          <input className="field new-run-seed" inputMode="numeric" value={seed} placeholder={isSearch || script === BY_LOT ? 'by lot' : 'none'} aria-invalid={seedIsWrong} onChange={(event) => setSeed(event.target.value)} />
        </Field>
      </div>
      {described.data !== null && !isSearch && (
        <details className="new-run-advanced">
          <summary>Advanced{changeCount(settings) > 0 && <span className="muted"> {changeCount(settings)} changed</span>}</summary>
          <SettingsForm description={described.data} changes={settings} onChanges={setSettings} sections={['limits', 'screenshot', 'snapshot', 'command']} />
        </details>
      )}
      <DialogError error={failed} />
    </Dialog>
  )
}
