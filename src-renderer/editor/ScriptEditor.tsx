import { useEffect, useState, type JSX } from 'react'
import { useCall } from '../api/useCall.ts'
import { useCommands } from '../state/commands.ts'
import { useSelection } from '../state/selection.ts'
import { toastError } from '../ui/index.ts'
import { toggleBreakpoint } from './breakpoints.ts'
import { CodeArea } from './CodeArea.tsx'
import { formatScript, keepDraft, openFirst, saveScript, useScript } from './document.ts'
import { EditorFoot } from './EditorFoot.tsx'
import { EditorHead } from './EditorHead.tsx'
import { useGame } from './game.ts'
import { Library } from './Library.tsx'
import { quickFix } from './quickFix.ts'
import { runFromHere, runScript, type Playable } from './runActions.ts'
import { SaveDialog } from './SaveDialog.tsx'
import './ScriptEditor.css'
import { selectionSource } from './selectionSource.ts'
import { useBreakpoints } from './useBreakpoints.ts'
import { useCheck } from './useCheck.ts'
import { useMarks } from './useMarks.ts'
import { ViewingBar } from './ViewingBar.tsx'
import { editorView, useCursor } from './view.ts'
import type { NameDoc } from './words.ts'

const NO_NAMES: readonly NameDoc[] = []
let wasOpened = false

/** Write, check and run scripts; see which line the run is at. */
export function ScriptEditor(): JSX.Element {
  const name = useScript((state) => state.name)
  const text = useScript((state) => state.text)
  const viewing = useScript((state) => state.viewing)
  const [dialog, setDialog] = useState<'library' | 'save' | null>(null)
  const { games, game, choose } = useGame()
  const names = useCall('games.vocabulary', game === null ? null : { game: game.id }, game?.id).data?.names ?? NO_NAMES
  const shown = viewing?.source ?? text
  const epoch = useScript((state) => state.epoch)
  const { checked, pending, error } = useCheck(shown, epoch, game?.id ?? null)
  const { marks, ran, differs } = useMarks(shown)
  const breakpoints = useBreakpoints(name, !differs && ran !== null)
  const hasRun = useSelection((state) => state.run !== null)
  const selected = useCursor((state) => state.selected)
  // While a text is checked again, what is known of it a moment ago still holds: no flicker, no run of a mistake.
  const hasErrors = checked !== null && checked.result.diagnostics.some((one) => one.severity === 'error')
  const isEmpty = shown.trim() === ''

  useEffect(() => {
    window.addEventListener('pagehide', keepDraft)
    return () => window.removeEventListener('pagehide', keepDraft)
  }, [])
  useEffect(() => {
    if (wasOpened) return
    wasOpened = true
    openFirst().catch(toastError)
  }, [])

  const title = name ?? 'untitled.ptp'
  const playable = (source: string): Playable => ({ script: viewing?.kind === 'ran' ? viewing.name : title, source, breakpoints: breakpoints.lines })
  const whyNot = game === null ? 'Add a game first' : isEmpty ? 'The script is empty' : hasErrors ? 'Mend the errors first' : checked === null && error === null ? 'The script is being checked' : null
  const actions = {
    run: () => {
      if (game !== null) void runScript(playable(shown), game.id)
    },
    fromHere: () => void runFromHere(playable(shown)),
    selection: () => {
      const state = editorView()?.state
      const source = state === undefined ? null : selectionSource(state)
      if (source === null || game === null) return
      if (hasRun) void runFromHere(playable(source))
      else void runScript(playable(source), game.id)
    },
    save: () => {
      saveScript().then((done) => {
        if (!done) setDialog('save')
      }, toastError)
    },
    format: () => void formatScript(),
  }
  const canEdit = viewing === null
  useCommands([
    { id: 'script.run', title: 'Run the script', group: 'Script', keys: ['Ctrl+Enter'], whileTyping: true, run: actions.run, when: () => whyNot === null },
    { id: 'script.fromHere', title: 'Run the script from the play head', group: 'Script', keys: ['Ctrl+Shift+Enter'], whileTyping: true, run: actions.fromHere, when: () => whyNot === null && hasRun },
    { id: 'script.selection', title: 'Run the selected lines', group: 'Script', keys: ['Ctrl+Alt+Enter'], whileTyping: true, run: actions.selection, when: () => whyNot === null && selected },
    { id: 'script.save', title: 'Save the script as a new version', group: 'Script', keys: ['Ctrl+S'], whileTyping: true, run: actions.save, when: () => canEdit },
    { id: 'script.saveAs', title: 'Save the script under another name', group: 'Script', keys: ['Ctrl+Shift+S'], whileTyping: true, run: () => setDialog('save'), when: () => canEdit },
    { id: 'script.open', title: 'Open a script', group: 'Script', keys: ['Ctrl+O'], whileTyping: true, run: () => setDialog('library') },
    { id: 'script.format', title: 'Format the script', group: 'Script', keys: ['Alt+Shift+F'], whileTyping: true, run: actions.format, when: () => canEdit && !isEmpty },
    {
      id: 'script.breakpoint', title: 'Breakpoint at the cursor, on or off', group: 'Script', keys: ['F9'], whileTyping: true, when: () => canEdit,
      run: () => {
        const view = editorView()
        if (view !== null) toggleBreakpoint(view)
      },
    },
    {
      id: 'script.fix', title: 'Mend the mistake on the line of the cursor', group: 'Script', keys: ['Ctrl+.'], whileTyping: true, when: () => canEdit,
      run: () => {
        const view = editorView()
        if (view !== null) quickFix(view)
      },
    },
    { id: 'script.focus', title: 'Go to the script', group: 'Script', keys: ['Alt+S'], run: () => editorView()?.focus() },
  ])
  return (
    <section className="script-editor" aria-label={`Script ${title}`}>
      <EditorHead
        title={title}
        games={games}
        game={game}
        onGame={choose}
        whyNot={whyNot}
        hasRun={hasRun}
        selected={selected}
        actions={actions}
        onLibrary={() => setDialog('library')}
        onSaveAs={() => setDialog('save')}
      />
      <ViewingBar ran={ran} differs={differs} />
      <CodeArea names={names} breakpoints={breakpoints.lines} onBreakpoints={breakpoints.change} check={checked} marks={marks} followLine />
      <EditorFoot checked={checked} pending={pending} error={error} />
      {dialog === 'library' && <Library onClose={() => setDialog(null)} />}
      {dialog === 'save' && <SaveDialog onClose={() => setDialog(null)} />}
    </section>
  )
}
