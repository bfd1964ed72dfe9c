import { useEffect, useRef, useState, type JSX } from 'react'
import { isLoaded, useLive } from '../state/live.ts'
import { useSelection } from '../state/selection.ts'
import { useShots } from '../state/shots.ts'
import { formatCount, useSize } from '../ui/index.ts'
import { pullLivePicture } from './livePicture.ts'
import { RecordedPicture, type Shown } from './recordedPicture.ts'
import { SCREEN, wholeScale } from './scale.ts'

/** The game picture: of the live run while the play head follows it, else of the tick under the play head. */
export function Screen({ run }: { run: string }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const size = useSize(place)
  const isLive = useLive((state) => isLoaded(state.live))
  const following = useSelection((state) => state.following)
  const [shown, setShown] = useState<Shown | null>(null)
  const pulls = following && isLive

  useEffect(() => setShown(null), [run])
  useEffect(() => {
    if (!pulls) return
    setShown({ kind: 'live' })
    return pullLivePicture(run, (pixels) => canvas.current?.getContext('2d')?.putImageData(pixels, 0, 0))
  }, [run, pulls])
  useEffect(() => {
    if (pulls) return
    const recorded = new RecordedPicture((bitmap, what) => {
      const context = canvas.current?.getContext('2d')
      if (bitmap !== null) context?.drawImage(bitmap, 0, 0, SCREEN.width, SCREEN.height)
      // What was there is of another tick.
      else if (what.kind === 'failed') context?.clearRect(0, 0, SCREEN.width, SCREEN.height)
      setShown(what)
    })
    const look = (): void => {
      const { branch, tick } = useSelection.getState()
      recorded.goTo({ run, branch, tick })
    }
    look()
    const stop = useSelection.subscribe((now, before) => {
      if (now.run === run && (now.tick !== before.tick || now.branch !== before.branch)) look()
    })
    const stopShots = useShots.subscribe(() => recorded.shotsCame())
    return () => {
      stop()
      stopShots()
      recorded.stop()
    }
  }, [run, pulls])

  const scale = wholeScale(size.width, size.height, devicePixelRatio)
  return (
    <div className="screen">
      <div className="screen-place" ref={place}>
        <canvas
          ref={canvas}
          className="screen-picture pixels"
          width={SCREEN.width}
          height={SCREEN.height}
          role="img"
          aria-label="Game picture"
          data-shown={shown?.kind ?? 'none'}
          data-tick={shown !== null && 'tick' in shown ? shown.tick : undefined}
          style={{ width: SCREEN.width * scale, height: SCREEN.height * scale }}
        />
      </div>
      <Caption shown={shown} />
    </div>
  )
}

function Caption({ shown }: { shown: Shown | null }): JSX.Element {
  const rate = useLive((state) => (state.live?.status === 'running' ? Math.round(state.live.frames_per_second) : null))
  let text = ''
  if (shown?.kind === 'live') text = rate === null ? 'live, paused' : `live · ${formatCount(rate)} frames/s`
  else if (shown?.kind === 'exact') text = `tick ${formatCount(shown.tick)}, exact`
  else if (shown?.kind === 'near') text = `screenshot of tick ${formatCount(shown.tick)}; ${shown.reason === null ? 'seeking the exact picture…' : `no exact picture: ${shown.reason}`}`
  else if (shown?.kind === 'failed') text = `No picture: ${shown.reason}`
  return (
    <p className="screen-caption" title={text}>
      {text}
    </p>
  )
}
