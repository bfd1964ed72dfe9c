import { useEffect, useId, useMemo, useRef, useState, type JSX, type KeyboardEvent } from 'react'
import type { RunSummary } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { runTitle } from '../runs/runTitle.ts'
import { useCommandRegistry } from '../state/commands.ts'
import { keyCaps } from '../state/keys.ts'
import { useSelection } from '../state/selection.ts'
import { classes, Icon, toastError } from '../ui/index.ts'
import { searchChoices, type Choice } from './paletteSearch.ts'

interface Entry extends Choice {
  keys: string | undefined
  run: () => void
}

/** Everything that can be done now, and every run, by typing a part of its name. */
export function Palette({ onClose }: { onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  const listId = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [runs, setRuns] = useState<readonly RunSummary[]>([])
  const commands = useCommandRegistry((state) => state.commands)

  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    call('runs.list', { sort: 'started_at', descending: true, limit: 200 }).then((answer) => setRuns(answer.runs), toastError)
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])

  const entries = useMemo(() => searchChoices(entriesOf(commands, runs), text), [commands, runs, text])
  const chosen = Math.min(at, entries.length - 1)
  const choose = (entry: Entry | undefined): void => {
    if (entry === undefined) return
    onClose()
    // After the dialog has given the focus back, so that a command may take it.
    setTimeout(entry.run)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation()
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      const next = Math.abs(step) === 1 ? (chosen + step + entries.length) % entries.length : Math.max(0, Math.min(entries.length - 1, chosen + step))
      setAt(next)
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter') {
      event.preventDefault()
      choose(entries[chosen])
    }
  }
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label="Command palette"
      onCancel={onClose}
      onKeyDown={onKeyDown}
      onMouseDown={(event) => {
        if (event.target === dialog.current) onClose()
      }}
    >
      <div className="palette-search">
        <Icon name="search" />
        <input
          autoFocus
          value={text}
          placeholder="Type what you want to do, or a run"
          role="combobox"
          aria-label="Command or run"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={chosen >= 0 ? `${listId}-${chosen}` : undefined}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
          }}
        />
      </div>
      <div className="palette-list" role="listbox" id={listId} aria-label="Commands">
        {entries.map((entry, index) => (
          <div
            key={entry.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={classes('palette-entry', index === chosen && 'palette-entry-chosen')}
            onMouseMove={() => setAt(index)}
            onClick={() => choose(entry)}
          >
            <span className="palette-group">{entry.group}</span>
            <span className="palette-title">{entry.title}</span>
            {entry.keys !== undefined && keyCaps(entry.keys).map((cap) => <kbd key={cap}>{cap}</kbd>)}
          </div>
        ))}
        {entries.length === 0 && <p className="palette-none">Nothing is called so.</p>}
      </div>
    </dialog>
  )
}

function entriesOf(commands: ReturnType<typeof useCommandRegistry.getState>['commands'], runs: readonly RunSummary[]): Entry[] {
  const able = new Map<string, Entry>()
  for (const command of commands) {
    if (command.id === 'view.palette' || !(command.when?.() ?? true)) continue
    able.set(command.id, { id: command.id, title: command.title, group: command.group, keys: command.keys?.[0], run: command.run })
  }
  const opens = runs.map((run) => ({
    id: `run ${run.run_id}`,
    title: runTitle(run),
    group: 'Open run',
    keys: undefined,
    run: () => useSelection.getState().select(run.run_id),
  }))
  return [...able.values(), ...opens]
}
