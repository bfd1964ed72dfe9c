import { useEffect, useId, useRef, useState, type JSX } from 'react'
import type { BrokenRun } from '../api/contract.ts'
import { Button, classes, contextMenu, formatPlural, Icon, Menu, MiddleEllipsis } from '../ui/index.ts'
import { brokenMenuItems, copyPath, deleteBroken, repairRun, shortReason } from './brokenActions.ts'

/**
 * The runs that cannot be read, below the others: what is wrong with each, and what can be done about it. However long the list
 * above is, their heading stays in sight, and leads to them.
 */
export function BrokenRuns({ runs }: { runs: readonly BrokenRun[] }): JSX.Element {
  const [open, setOpen] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const title = `${formatPlural(runs.length, 'run')} cannot be read`
  return (
    <>
      <button type="button" className="runs-broken-title" title="Show what is wrong with them" onClick={() => list.current?.scrollIntoView({ block: 'nearest' })}>
        <Icon name="warning" size={14} />
        {title}
      </button>
      <ul className="runs-broken" aria-label="Cannot be read" ref={list}>
        {runs.map((run) => (
          <Row key={run.run_id} run={run} open={run.run_id === open} onToggle={() => setOpen(run.run_id === open ? null : run.run_id)} />
        ))}
      </ul>
    </>
  )
}

function Row({ run, open, onToggle }: { run: BrokenRun; open: boolean; onToggle: () => void }): JSX.Element {
  const more = useId()
  const row = useRef<HTMLLIElement>(null)
  // What can be done stands at the end of it.
  useEffect(() => {
    if (open) row.current?.scrollIntoView({ block: 'nearest' })
  }, [open])
  const { run_id: id, message, hint } = run
  const reason = shortReason(run)
  return (
    <li ref={row} className={classes('run-row run-row-broken', open && 'run-row-open')} onContextMenu={contextMenu(id, () => brokenMenuItems(run))}>
      <button type="button" className="run-row-main" aria-expanded={open} aria-controls={open ? more : undefined} title={[id, message, hint].filter(Boolean).join('\n\n')} onClick={onToggle}>
        <span className="run-row-status" role="img" aria-label="damaged">
          <Icon name="warning" size={14} />
        </span>
        <span className="run-row-text">
          <MiddleEllipsis text={id} className="run-row-title" />
          {!open && <span className="run-row-reason">{reason}</span>}
        </span>
      </button>
      <Menu label={`Actions for ${id}`} className="run-row-menu" align="end" items={() => brokenMenuItems(run)}>
        <Icon name="more" />
      </Menu>
      {open && (
        <div className="run-broken-more" id={more}>
          <p>{reason}</p>
          {hint !== null && <p className="muted">{hint}</p>}
          <div className="run-broken-actions">
            {run.can_repair && (
              <Button icon="restart" title="Mends its database; the damaged file is kept beside it" onClick={() => void repairRun(run)}>
                Repair
              </Button>
            )}
            <Button icon="copy" title={run.dir} onClick={() => copyPath(run)}>
              Copy its path
            </Button>
            <Button icon="trash" onClick={() => void deleteBroken(run)}>
              Delete
            </Button>
          </div>
        </div>
      )}
    </li>
  )
}
