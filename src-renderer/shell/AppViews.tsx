import { lazy, Suspense, type JSX } from 'react'
import { useAppView } from '../state/appView.ts'
import { Spinner } from '../ui/index.ts'
import { Layout } from './Layout.tsx'

// Neither is needed to see a run.
const PoolView = lazy(async () => ({ default: (await import('../pool/PoolView.tsx')).PoolView }))
const ExperimentsView = lazy(async () => ({ default: (await import('../experiments/ExperimentsView.tsx')).ExperimentsView }))

/** The view that was chosen at the top. */
export function AppViews(): JSX.Element {
  const view = useAppView((state) => state.view)
  if (view === 'workbench') return <Layout />
  return <Suspense fallback={<Spinner />}>{view === 'pool' ? <PoolView /> : <ExperimentsView />}</Suspense>
}
