import { useEffect, useState, type JSX } from 'react'
import type { ScriptSummary } from '../api/contract.ts'
import { call, subscribe } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { Button, Dialog, EmptyState, ErrorState, IconButton, MiddleEllipsis, Spinner, classes, formatAgo, formatPlural, formatWallTime, toastError, toastUndo } from '../ui/index.ts'
import { isChanged, newScript, openScript, useScript, view } from './document.ts'

/** All scripts at the left, the versions of the chosen one at the right. */
export function Library({ onClose }: { onClose: () => void }): JSX.Element {
  const open = useScript((state) => state.name)
  const scripts = useCall('scripts.list', {})
  const [search, setSearch] = useState('')
  const [chosen, choose] = useState(open)
  useEffect(() => subscribe('scripts.changed', scripts.reload), [scripts.reload])
  const wanted = search.trim().toLowerCase()
  const shown = scripts.data?.filter((one) => one.name.toLowerCase().includes(wanted)) ?? []
  const selected = shown.find((one) => one.name === chosen) ?? shown[0] ?? null
  const openIt = (name: string): void => {
    openScript(name).then(onClose, toastError)
  }
  return (
    <Dialog
      title="Scripts"
      wide
      onClose={onClose}
      foot={
        <>
          <Button icon="plus" onClick={() => { newScript(); onClose() }}>New script</Button>
          <span className="library-gap" />
          <Button kind="primary" disabled={selected === null} onClick={() => selected !== null && openIt(selected.name)}>Open</Button>
        </>
      }
    >
      <div className="library">
        <div className="library-scripts">
          <input className="field" type="search" autoFocus aria-label="Search scripts" placeholder="Search" value={search} onChange={(event) => setSearch(event.target.value)} />
          <ul className="library-list" aria-label="Scripts">
            {shown.map((one) => (
              <ScriptItem key={one.name} script={one} chosen={one === selected} open={one.name === open} onChoose={() => choose(one.name)} onOpen={() => openIt(one.name)} onDeleted={scripts.reload} />
            ))}
          </ul>
          {scripts.error !== null && <ErrorState error={scripts.error} onRetry={scripts.reload} />}
          {scripts.data !== null && shown.length === 0 && (
            <EmptyState title={scripts.data.length === 0 ? 'No scripts yet' : `No script is named like “${search}”`}>
              {scripts.data.length === 0 ? 'Write one in the editor and save it with Ctrl+S.' : null}
            </EmptyState>
          )}
        </div>
        {selected !== null && <Versions key={selected.name} name={selected.name} onClose={onClose} />}
      </div>
    </Dialog>
  )
}

interface ScriptItemProps {
  script: ScriptSummary
  chosen: boolean
  open: boolean
  onChoose: () => void
  onOpen: () => void
  onDeleted: () => void
}

function ScriptItem({ script, chosen, open, onChoose, onOpen, onDeleted }: ScriptItemProps): JSX.Element {
  const { name, bundled, lines, versions, updated_at } = script
  const remove = (): void => {
    call('scripts.delete', { name }).then(() => {
      onDeleted()
      toastUndo(`Deleted ${name}`, () => {
        call('scripts.restore', { name }).then(onDeleted, toastError)
      })
    }, toastError)
  }
  return (
    <li className={classes('library-item', chosen && 'library-item-chosen')}>
      <button type="button" aria-current={chosen} onClick={onChoose} onDoubleClick={onOpen}>
        <span className="library-name">
          <MiddleEllipsis text={name} />
          {open && <span className="library-tag">open</span>}
          {bundled && <span className="library-tag">bundled</span>}
        </span>
        <span className="muted">
          {formatPlural(lines, 'line')} · {formatPlural(versions, 'version')} · {formatAgo(updated_at, Date.now())}
        </span>
      </button>
      {!bundled && <IconButton icon="trash" size="small" label={`Delete ${name}`} onClick={remove} />}
    </li>
  )
}

function Versions({ name, onClose }: { name: string; onClose: () => void }): JSX.Element {
  const { data, error, reload } = useCall('scripts.versions', { name })
  const look = (version: number, savedAt: string): void => {
    const go = async (): Promise<void> => {
      if (useScript.getState().name !== name) await openScript(name)
      const { source } = await call('scripts.read', { name, version })
      view({ kind: 'version', version, savedAt, source })
      onClose()
    }
    go().catch(toastError)
  }
  const newest = data?.reduce((most, one) => Math.max(most, one.version), 0)
  const changed = useScript((state) => state.name === name && isChanged(state))
  return (
    <section className="library-versions" aria-label={`Versions of ${name}`}>
      <h3>Versions</h3>
      {changed && <p className="muted">Changes that are not saved yet stay as they are.</p>}
      {error !== null && <ErrorState error={error} onRetry={reload} />}
      {data === null && error === null && <Spinner label="Loading versions" />}
      <ul className="library-list">
        {data?.toSorted((a, b) => b.version - a.version).map(({ version, saved_at, checksum }) => (
          <li key={version} className="library-version">
            <span title={`SHA-256 ${checksum}`}>
              {version === 0 ? 'As bundled' : `Version ${version}`} {version === newest && <span className="muted">newest</span>}
            </span>
            <time className="muted" dateTime={saved_at} title={formatWallTime(saved_at)}>{formatAgo(saved_at, Date.now())}</time>
            <Button kind="quiet" onClick={() => look(version, saved_at)}>Look</Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
