import type { JSX } from 'react'
import type { Game } from '../api/contract.ts'
import { Button, Icon, IconButton, Menu, MiddleEllipsis, type MenuItem } from '../ui/index.ts'
import { isChanged, newScript, useScript } from './document.ts'

export interface EditorHeadProps {
  title: string
  games: readonly Game[]
  game: Game | null
  onGame: (id: string) => void
  /** why nothing can run now; null: it can */
  whyNot: string | null
  hasRun: boolean
  selected: boolean
  actions: { run: () => void; fromHere: () => void; selection: () => void; save: () => void; format: () => void }
  onLibrary: () => void
  onSaveAs: () => void
}

/** Name of the script and what can be done with it. */
export function EditorHead({ title, games, game, onGame, whyNot, hasRun, selected, actions, onLibrary, onSaveAs }: EditorHeadProps): JSX.Element {
  const changed = useScript(isChanged)
  const readOnly = useScript((state) => state.viewing !== null)
  const more = (): MenuItem[] => [
    { title: 'New script', icon: 'plus', onSelect: () => newScript() },
    { title: 'Open…', icon: 'folder', keys: 'Ctrl+O', onSelect: onLibrary },
    { title: 'Save as a new version', icon: 'check', keys: 'Ctrl+S', disabled: readOnly || !changed, onSelect: actions.save },
    { title: 'Save under another name…', keys: 'Ctrl+Shift+S', disabled: readOnly, onSelect: onSaveAs },
    'line',
    { title: 'Format', icon: 'sort', keys: 'Alt+Shift+F', disabled: readOnly, onSelect: actions.format },
    ...(games.length < 2 ? [] : (['line', ...games.map((one): MenuItem => ({ title: one.title, checked: one.id === game?.id, onSelect: () => onGame(one.id) }))] as const)),
  ]
  const ways: MenuItem[] = [
    { title: game === null ? 'Run' : `Run from the start of ${game.title}`, icon: 'play', keys: 'Ctrl+Enter', disabled: whyNot !== null, onSelect: actions.run },
    { title: 'Run from the play head, on a new branch', icon: 'branch', keys: 'Ctrl+Shift+Enter', disabled: whyNot !== null || !hasRun, onSelect: actions.fromHere },
    { title: hasRun ? 'Run the selected lines from the play head' : 'Run the selected lines', icon: 'command', keys: 'Ctrl+Alt+Enter', disabled: whyNot !== null || !selected, onSelect: actions.selection },
  ]
  return (
    <header className="panel-head">
      <span className="panel-title editor-title">SCRIPT</span>
      <button type="button" className="editor-name" onClick={onLibrary} title="Scripts and their versions (Ctrl+O)">
        <MiddleEllipsis text={title} />
        {changed && <span className="editor-unsaved" role="img" aria-label="not saved yet" title="Not saved yet (Ctrl+S saves it as a new version)">●</span>}
      </button>
      <span className="editor-gap" />
      {changed && !readOnly && <Button kind="quiet" keys="Ctrl+S" title="Save as a new version" onClick={actions.save}>Save</Button>}
      <span className="editor-run">
        <Button kind="primary" icon="play" keys="Ctrl+Enter" title={whyNot ?? 'Run the script from the start of the game'} disabled={whyNot !== null} onClick={actions.run}>
          Run
        </Button>
        <Menu label="Other ways to run" className="editor-ways" align="end" items={ways}>
          <Icon name="chevronDown" size={12} />
        </Menu>
      </span>
      {hasRun && <IconButton icon="branch" label="Run from the play head, on a new branch" keys="Ctrl+Shift+Enter" title={whyNot ?? 'Run from the play head, on a new branch'} disabled={whyNot !== null} onClick={actions.fromHere} />}
      <Menu label="More of the script" align="end" items={more}>
        <Icon name="more" />
      </Menu>
    </header>
  )
}
