import { useState, type JSX } from 'react'
import type { ExperimentSummary } from '../api/contract.ts'
import { planExperiment, useAppView } from '../state/appView.ts'
import { Button, classes, EmptyState, ErrorState, formatAgo, formatCount, IconButton, LookMark, MiddleEllipsis, Progress, Spinner } from '../ui/index.ts'
import { ExperimentPage } from './ExperimentPage.tsx'
import './experiments.css'
import { isGoing, STATE_LOOKS } from './looks.ts'
import { Planner } from './Planner.tsx'
import { useExperiments } from './useExperiments.ts'

/** Many runs with one plan: plan them, watch them, compare what came of them. */
export function ExperimentsView(): JSX.Element {
  const { experiments, error, reload } = useExperiments()
  const [chosen, choose] = useState<string | null>(null)
  const planning = useAppView((state) => state.planning)
  const shown = experiments?.find(({ id }) => id === chosen) ?? experiments?.[0] ?? null
  const look = (id: string): void => {
    choose(id)
    planExperiment(false)
  }
  return (
    <section className="page experiments" aria-label="Experiments">
      <div className="experiments-side">
        <div className="panel-head">
          <h2 className="panel-title">EXPERIMENTS</h2>
          <IconButton icon="plus" size="small" label="Plan an experiment" keys="Alt+Shift+N" onClick={() => planExperiment(true)} />
        </div>
        {experiments === null ? (
          error === null ? <Spinner label="Loading the experiments" /> : <ErrorState error={error} onRetry={reload} />
        ) : (
          <ul className="experiments-list" aria-label="Experiments">
            {experiments.map((one) => (
              <Item key={one.id} experiment={one} chosen={!planning && one.id === shown?.id} onChoose={() => look(one.id)} />
            ))}
          </ul>
        )}
      </div>
      <div className="experiments-main">
        {planning ? (
          <Planner
            onClose={() => planExperiment(false)}
            onStarted={(id) => {
              reload()
              look(id)
            }}
          />
        ) : shown !== null ? (
          <ExperimentPage key={shown.id} summary={shown} onChanged={reload} />
        ) : (
          experiments !== null && (
            <EmptyState
              icon="flask"
              title="No experiments yet"
              actions={
                <Button kind="primary" icon="plus" onClick={() => planExperiment(true)}>
                  Plan an experiment
                </Button>
              }
            >
              An experiment plays scripts or agents many times, with other seeds, starts and parameters, and compares what came of them.
            </EmptyState>
          )
        )}
      </div>
    </section>
  )
}

function Item({ experiment, chosen, onChoose }: { experiment: ExperimentSummary; chosen: boolean; onChoose: () => void }): JSX.Element {
  const look = STATE_LOOKS[experiment.state]
  return (
    <li className={classes('experiments-item', chosen && 'experiments-item-chosen')}>
      <button type="button" aria-current={chosen} onClick={onChoose}>
        <LookMark look={look} alone />
        <span className="experiments-item-text">
          <MiddleEllipsis text={experiment.name} className="experiments-item-name" />
          <span className="muted">
            {formatCount(experiment.done)} of {formatCount(experiment.total)} runs · {formatAgo(experiment.started_at, Date.now())}
          </span>
          {isGoing(experiment) && <Progress label={experiment.name} done={experiment.done} total={experiment.total} />}
        </span>
      </button>
    </li>
  )
}
