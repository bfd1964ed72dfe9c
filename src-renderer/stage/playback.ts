import { create } from 'zustand'
import { useRun } from '../state/run.ts'
import { useSelection } from '../state/selection.ts'
import { chosenSpeed } from '../state/speed.ts'
import { lineEnd } from './play.ts'
import { playbackRate } from './playbackRate.ts'

/** Whether the record is played like a film: the play head moves by itself, no emulator does. */
export const usePlayback = create<{ playing: boolean }>(() => ({ playing: false }))

/** Plays the record of the line from the play head (from its start when it is at the end), or stops doing so. */
export function togglePlayback(): void {
  if (usePlayback.getState().playing) stopPlayback()
  else void play()
}

export function stopPlayback(): void {
  usePlayback.setState({ playing: false })
}

/** Counts films begun, so that one that was stopped and begun anew within a frame does not play twice. */
let films = 0

async function play(): Promise<void> {
  const film = ++films
  const { run, branch, goTo } = useSelection.getState()
  goTo(useSelection.getState().tick >= lineEnd() ? 0 : useSelection.getState().tick)
  usePlayback.setState({ playing: true })
  let position = useSelection.getState().tick
  let shown = position
  let last = await nextFrame()
  const isOn = (): boolean => {
    const now = useSelection.getState()
    return film === films && usePlayback.getState().playing && now.run === run && now.branch === branch && !now.following
  }
  while (isOn() && shown < lineEnd()) {
    const now = await nextFrame()
    if (!isOn()) break
    const { tick } = useSelection.getState()
    // Somebody moved the play head: go on from there.
    if (tick !== shown) position = tick
    const summary = useRun.getState().detail?.summary
    position = Math.min(lineEnd(), position + ((now - last) / 1000) * playbackRate(summary?.ticks ?? 0, summary?.frames ?? 0, chosenSpeed()))
    last = now
    shown = Math.floor(position)
    if (shown !== tick) goTo(shown)
  }
  if (film === films) stopPlayback()
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}
