import { useEffect, type JSX } from 'react'
import { call } from '../api/transport.ts'
import { runMenuItems } from '../runs/runMenu.ts'
import { runTitle, STATUS_LOOKS } from '../runs/runTitle.ts'
import { useExploring } from '../search/searches.ts'
import { useConnection } from '../state/connection.ts'
import { useLive } from '../state/live.ts'
import { useRun } from '../state/run.ts'
import { useSelection } from '../state/selection.ts'
import { setTheme, useTheme, type Theme } from '../state/theme.ts'
import { useTick } from '../state/tick.ts'
import { formatCount, formatGameTime, formatSpeed, formatWallTime, Icon, IconButton, Menu, MiddleEllipsis, Progress, toastError, Toasts, type MenuItem } from '../ui/index.ts'
import { CentralChip } from './CentralChip.tsx'
import { useMessages } from './messages.ts'
import { ViewTabs } from './ViewTabs.tsx'

/** The line at the top: which run, how it is, where the play head is, and what belongs to the window. */
export function TopBar({ onPalette, onKeys }: { onPalette: () => void; onKeys: () => void }): JSX.Element {
  return (
    <header className="top-bar">
      <h1 className="top-bar-name">
        PTP<span className="visually-hidden"> Workbench</span>
      </h1>
      <ViewTabs />
      <RunMenu />
      <LiveStatus />
      <PlayHead />
      <Toasts />
      <Jobs />
      <CentralChip />
      <ConnectionState />
      <IconButton icon="command" label="Command palette" keys="Ctrl+K" onClick={onPalette} />
      <ThemeMenu />
      <IconButton icon="help" label="Keyboard sheet" keys="?" onClick={onKeys} />
    </header>
  )
}

function RunMenu(): JSX.Element | null {
  const summary = useRun((state) => state.detail?.summary ?? null)
  const title = summary === null ? null : runTitle(summary)
  useEffect(() => {
    document.title = title === null ? 'PTP Workbench' : `${title} - PTP Workbench`
  }, [title])
  if (summary === null) return null
  return (
    <Menu label={`Run ${runTitle(summary)}`} className="top-bar-run" items={() => runMenuItems(summary)}>
      <span className="muted">run</span>{' '}
      <MiddleEllipsis text={runTitle(summary)} />
      <Icon name="chevronDown" size={12} />
    </Menu>
  )
}

function LiveStatus(): JSX.Element | null {
  const recorded = useRun((state) => state.detail?.summary.status ?? null)
  const status = useLive((state) => state.live?.status ?? null) ?? recorded
  const speed = useLive((state) => state.live?.speed ?? null)
  const driver = useLive((state) => state.live?.driver ?? null)
  const message = useLive((state) => state.live?.message ?? null)
  const exploring = useExploring(useSelection((state) => state.run))
  if (status === null) return null
  const look = exploring ? { ...STATUS_LOOKS.running, title: 'searching' } : STATUS_LOOKS[status]
  return (
    <span className="top-bar-status" title={message ?? undefined}>
      <span className="top-bar-dot" style={{ color: `var(${look.color})` }} aria-hidden="true">
        {look.glyph}
      </span>
      {look.title}
      {status === 'running' && speed !== null && ` ${formatSpeed(speed)}`}
      {driver === 'keyboard' && ' · by hand'}
      {message !== null && <span className="top-bar-message">{message}</span>}
    </span>
  )
}

function PlayHead(): JSX.Element | null {
  const run = useSelection((state) => state.run)
  const tick = useSelection((state) => state.tick)
  const following = useSelection((state) => state.following)
  const liveFrame = useLive((state) => (following && state.live !== null ? state.live.frame : null))
  const action = useTick((state) => (state.place?.tick === tick ? (state.detail?.action ?? null) : null))
  // Nobody plays the run itself yet.
  if (useExploring(run) && following) return null
  if (run === null) return null
  const frame = liveFrame ?? action?.frame ?? null
  return (
    <span className="top-bar-place">
      tick {formatCount(tick)}
      {frame !== null && <span title={action === null ? `frame ${formatCount(frame)}` : `${formatWallTime(action.timestamp)} · frame ${formatCount(frame)}`}> · {formatGameTime(frame)}</span>}
    </span>
  )
}

function Jobs(): JSX.Element | null {
  const jobs = useMessages((state) => state.jobs)
  const [first] = jobs
  if (first === undefined) return null
  const items: MenuItem[] = jobs.map((job) => ({
    title: `Cancel: ${job.title}`,
    icon: 'close',
    onSelect: () => void call('jobs.cancel', { id: job.id }).catch(toastError),
  }))
  return (
    <Menu label={jobs.length === 1 ? first.title : `${jobs.length} jobs`} className="top-bar-jobs" items={items} align="end">
      <span>{jobs.length === 1 ? first.title : `${jobs.length} jobs`}</span>
      <Progress label={first.title} done={first.done} total={first.total === 0 ? null : first.total} />
    </Menu>
  )
}

function ConnectionState(): JSX.Element | null {
  const status = useConnection((state) => state.status)
  if (status === 'open') return null
  return (
    <span className="top-bar-lost" role="status">
      <Icon name="warning" />
      {status === 'connecting' ? 'Connecting…' : status === 'refused' ? 'Locked out' : 'Connection lost; trying again…'}
    </span>
  )
}

function ThemeMenu(): JSX.Element {
  const theme = useTheme((state) => state.theme)
  const choice = (title: string, value: Theme): MenuItem => ({ title, checked: theme === value, onSelect: () => setTheme(value) })
  return (
    <Menu label="Theme" align="end" items={[choice('As the system', 'system'), choice('Light', 'light'), choice('Dark', 'dark')]}>
      <Icon name="theme" />
    </Menu>
  )
}
