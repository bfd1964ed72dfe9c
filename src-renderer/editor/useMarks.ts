import { useMemo } from 'react'
import { useCall } from '../api/useCall.ts'
import { useBranches } from '../state/run.ts'
import { isLoaded, useLive } from '../state/live.ts'
import { useSelection } from '../state/selection.ts'
import { useTick } from '../state/tick.ts'
import { formatCount } from '../ui/index.ts'
import type { LineMarks } from './lineMarks.ts'
import { mapLine } from './mapLine.ts'

export interface RunMarks {
  marks: LineMarks
  /** the text the line that is looked at ran; null when no script drove it */
  ran: { name: string; source: string; branchName: string } | null
  /** the ran text differs from the shown one */
  differs: boolean
}

/** Which lines of the shown text the selected run is at. */
export function useMarks(shown: string): RunMarks {
  const run = useSelection((state) => state.run)
  const branch = useSelection((state) => state.branch)
  const following = useSelection((state) => state.following)
  const branchName = useBranches().find((line) => line.branch === branch)?.name ?? ''
  const liveLine = useLive(({ live }) => (live !== null && isLoaded(live) && live.branch === branch && live.driver === 'script' ? live.line : null))
  const failedLine = useLive(({ live }) => (live !== null && live.status === 'failed' && live.branch === branch ? live.line : null))
  const playing = useLive(({ live }) => live?.status === 'running')
  const played = useTick((state) => (state.detail?.action != null && state.place?.branch === branch ? state.detail.action.line : null))
  const tick = useTick((state) => state.detail?.action?.tick ?? null)
  const answer = useCall('runs.script', run === null ? null : { run, branch }, `${run} ${branch}`)
  const ran = answer.data

  const ranLines = useMemo(() => ran?.source.split('\n') ?? null, [ran])
  const shownLines = useMemo(() => shown.split('\n'), [shown])
  const find = (line: number | null): number | null => (line === null || ranLines === null ? null : mapLine(ranLines, shownLines, line))
  const running = find(liveLine)
  const failed = find(failedLine)
  const line = (following && playing) || failed !== null ? null : find(played)
  const note = tick === null ? '' : `← tick ${formatCount(tick)}`
  const mark = useMemo(() => ({ running, failed, played: line === null ? null : { line, note } }), [running, failed, line, note])
  return {
    marks: mark,
    ran: ran === null ? null : { ...ran, branchName },
    differs: ran !== null && ran.source !== shown,
  }
}
