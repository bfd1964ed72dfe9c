import type { JSX } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { ScriptEditor } from '../editor/ScriptEditor.tsx'
import { Inspector } from '../inspector/Inspector.tsx'
import { PoolPanel } from '../pool/PoolPanel.tsx'
import { RunList } from '../runs/RunList.tsx'
import { Stage } from '../stage/Stage.tsx'
import { Timeline } from '../timeline/Timeline.tsx'
import { useLayoutVersion } from './panels.ts'
import { Records } from './Records.tsx'

/** At first more room where there is plenty; as soon as somebody moves an edge, what they chose. */
const isWide = innerWidth >= 3000
const isHigh = innerHeight >= 1400

/** The panels of the window; their sizes are remembered. */
export function Layout(): JSX.Element {
  const version = useLayoutVersion((state) => state.version)
  return <Panels key={version} />
}

function Panels(): JSX.Element {
  const rows = useDefaultLayout({ id: 'rows' })
  return (
    <Group id="rows" orientation="vertical" {...saved(rows)}>
      <Panel id="top" defaultSize="47%" minSize="140px">
        <TopRow />
      </Panel>
      <Separator className="separator" />
      <Panel id="middle" minSize="80px">
        <MiddleRow />
      </Panel>
      <Separator className="separator" />
      <Panel id="timeline" defaultSize={isHigh ? '280px' : '152px'} minSize="100px" groupResizeBehavior="preserve-pixel-size">
        <Timeline />
      </Panel>
    </Group>
  )
}

function TopRow(): JSX.Element {
  const columns = useDefaultLayout({ id: 'top-columns' })
  return (
    <Group id="top-columns" {...saved(columns)}>
      <Panel id="left" defaultSize={isWide ? '300px' : '220px'} minSize="150px" groupResizeBehavior="preserve-pixel-size">
        <LeftColumn />
      </Panel>
      <Separator className="separator" />
      <Panel id="stage" defaultSize="42%" minSize="320px">
        <Stage />
      </Panel>
      <Separator className="separator" />
      <Panel id="inspector" minSize="240px">
        <Inspector />
      </Panel>
    </Group>
  )
}

function LeftColumn(): JSX.Element {
  const rows = useDefaultLayout({ id: 'left-rows' })
  return (
    <Group id="left-rows" orientation="vertical" {...saved(rows)}>
      <Panel id="runs" minSize="80px">
        <RunList />
      </Panel>
      <Separator className="separator" />
      <Panel id="pool" defaultSize="104px" minSize="30px" groupResizeBehavior="preserve-pixel-size">
        <PoolPanel />
      </Panel>
    </Group>
  )
}

function MiddleRow(): JSX.Element {
  const columns = useDefaultLayout({ id: 'middle-columns' })
  return (
    <Group id="middle-columns" {...saved(columns)}>
      <Panel id="script" defaultSize="44%" minSize="240px">
        <div className="panel">
          <ScriptEditor />
        </div>
      </Panel>
      <Separator className="separator" />
      <Panel id="records" minSize="240px">
        <Records />
      </Panel>
    </Group>
  )
}

type Saved = ReturnType<typeof useDefaultLayout>

function saved({ defaultLayout, onLayoutChanged }: Saved): Pick<Saved, 'defaultLayout' | 'onLayoutChanged'> {
  return { defaultLayout, onLayoutChanged }
}
