import { useId, useState, type JSX } from 'react'
import type { BrokenRun } from '../api/contract.ts'
import { Button, classes, contextMenu, formatPlural, Icon, Menu, MiddleEllipsis } from '../ui/index.ts'
import { brokenMenuItems, copyPath, deleteBroken, repairRun } from './brokenActions.ts'

/** The runs that cannot be read, below the others: what is wrong with each, and what can be done about it. */
export function BrokenRuns({ runs }: { runs: readonly BrokenRun[] }): JSX.Element {
  const [open, setOpen] = useState<string | null>(null)
  return (
    <section className="runs-broken" aria-label="Damaged runs">
      <h3 className="runs-broken-title">{formatPlural(runs.length, 'run')} cannot be read</h3>
      <ul className="runs-broken-list">
        {runs.map((run) => (
          <Row key={run.run_id} run={run} open={run.run_id === open} onToggle={() => setOpen(run.run_id === open ? null : run.run_id)} />
        ))}
      </ul>
    </section>
  )
}

function Row({ run, open, onToggle }: { run: BrokenRun; open: boolean; onToggle: () => void }): JSX.Element {
  const more = useId()
  const { run_id: id, message, hint } = run
  return (
    <li className={classes('run-row run-row-broken', open && 'run-row-open')} onContextMenu={contextMenu(id, () => brokenMenuItems(run))}>
      <button type="button" className="run-row-main" aria-expanded={open} aria-controls={open ? more : undefined} title={[id, message, hint].filter(Boolean).join('\n\n')} onClick={onToggle}>
        <span className="run-row-status" role="img" aria-label="damaged">
          <Icon name="warning" size={14} />
        </span>
        <span className="run-row-text">
          <MiddleEllipsis text={id} className="run-row-title" />
          {!open && <span className="run-row-reason">{message}</span>}
        </span>
      </button>
      <Menu label={`Actions for ${id}`} className="run-row-menu" align="end" items={() => brokenMenuItems(run)}>
        <Icon name="more" />
      </Menu>
      {open && (
        <div className="run-broken-more" id={more}>
          <p>{message}</p>
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
