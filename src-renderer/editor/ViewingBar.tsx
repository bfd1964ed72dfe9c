import type { JSX } from 'react'
import { Button, Icon, formatAgo, toast, toastError } from '../ui/index.ts'
import { replaceText, saveScript, useScript, view } from './document.ts'
import type { RunMarks } from './useMarks.ts'

/** Says when the shown text is not the one that is edited, or not the one the run ran. */
export function ViewingBar({ ran, differs }: { ran: RunMarks['ran']; differs: boolean }): JSX.Element | null {
  const viewing = useScript((state) => state.viewing)
  const text = useScript((state) => state.text)
  const back = <Button kind="quiet" onClick={() => view(null)}>Back to the script</Button>
  if (viewing?.kind === 'version') {
    const restore = (): void => {
      const before = text
      replaceText(viewing.source)
      saveScript().catch(toastError)
      if (before !== viewing.source) toast({ level: 'info', text: `${viewing.version === 0 ? 'The bundled text' : `Version ${viewing.version}`} is the newest again`, action: { title: 'Undo', run: () => replaceText(before) } })
    }
    return (
      <div className="editor-bar" role="status">
        <Icon name="note" size={14} />
        <span>{viewing.version === 0 ? 'As bundled' : `Version ${viewing.version}, saved ${formatAgo(viewing.savedAt, Date.now())}`}</span>
        <Button kind="quiet" disabled={viewing.source === text} onClick={restore}>Restore</Button>
        {back}
      </div>
    )
  }
  if (viewing?.kind === 'ran') {
    return (
      <div className="editor-bar" role="status">
        <Icon name="note" size={14} />
        <span>What branch {viewing.branchName} ran: {viewing.name}</span>
        <Button kind="quiet" onClick={() => replaceText(viewing.source)} disabled={viewing.source === text}>Edit this text</Button>
        {back}
      </div>
    )
  }
  if (ran === null || !differs) return null
  return (
    <div className="editor-bar" role="status">
      <Icon name="info" size={14} />
      <span title={`Branch ${ran.branchName} ran ${ran.name}; lines that are alike in both are still marked.`}>
        Branch {ran.branchName} ran another text{ran.name === useScript.getState().name ? '' : ` (${ran.name})`}
      </span>
      <Button kind="quiet" onClick={() => view({ kind: 'ran', ...ran })}>Show it</Button>
    </div>
  )
}
