import { useState, type JSX } from 'react'
import { oneOf, useRemembered } from '../state/remembered.ts'
import { Button } from '../ui/index.ts'
import { AddVariable } from './AddVariable.tsx'
import { HexView } from './HexView.tsx'
import { MemorySearch } from './MemorySearch.tsx'
import type { SearchStep } from './searchSteps.ts'

/** Memory at the play head, and the way to find where a game keeps something. */
export function MemoryTab({ run }: { run: string }): JSX.Element {
  const [part, setPart] = useRemembered<'view' | 'search'>('memory.part', 'view', oneOf('view', 'search'))
  const [address, setAddress] = useState(0xc000)
  const [steps, setSteps] = useState<readonly SearchStep[]>([])
  const [adding, setAdding] = useState<number | null>(null)
  const show = (at: number): void => {
    setAddress(at)
    setPart('view')
  }
  return (
    <div className="memory">
      <div className="inspector-bar" role="group" aria-label="Memory">
        <Button kind="quiet" pressed={part === 'view'} onClick={() => setPart('view')}>view</Button>
        <Button kind="quiet" pressed={part === 'search'} onClick={() => setPart('search')}>search{steps.length > 0 ? ` (${steps.length})` : ''}</Button>
      </div>
      {part === 'view'
        ? <HexView address={address} onAddress={setAddress} onAdd={setAdding} />
        : <MemorySearch run={run} steps={steps} onSteps={setSteps} onShow={show} onAdd={setAdding} />}
      {adding !== null && <AddVariable address={adding} onClose={() => setAdding(null)} />}
    </div>
  )
}
