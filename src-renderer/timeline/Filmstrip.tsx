import { memo, type JSX } from 'react'
import { pictureUrl } from '../api/contract.ts'
import { picture } from '../api/transport.ts'
import { useLive } from '../state/live.ts'
import { useShots } from '../state/shots.ts'
import { lookForBlank, useBlanks } from './blank.ts'
import { pickShots } from './filmstrip.ts'
import { useInTurn } from './useInTurn.ts'
import { useView } from './viewStore.ts'

/** Thumbnails are so high; above, they have fewer pixels than there is room for. */
const THUMBNAIL = 72
const WHOLE = 144

/**
 * Pictures along the line: as many as there is room for, whatever the length of the run. Where no screenshots were taken, or too few
 * for the zoom, the engine draws them while the run rests.
 */
export const Filmstrip = memo(function Filmstrip({ height, end }: { height: number; end: number }): JSX.Element {
  const shots = useShots((state) => state.shots)
  const view = useView((state) => state.view)
  const width = useView((state) => state.width)
  const blanks = useBlanks((state) => state.ids)
  const playing = useLive(({ live }) => live?.status === 'running')
  const thumbWidth = (height * 80) / THUMBNAIL
  const slots = shots === null || width === 0 ? [] : pickShots(shots.ticks, view, width, thumbWidth + 1, end, (at) => blanks.has(shots.ids[at] ?? ''))
  const drawn = slots.map(({ missing }) => (missing === null || shots === null || playing || end === 0 ? null : picture(pictureUrl.exact(shots.run, shots.branch, missing))))
  const { there, reason } = useInTurn(drawn.filter((url) => url !== null))
  const isBare = shots !== null && shots.ticks.length === 0 && end > 0
  return (
    <div className="filmstrip" style={{ height }} aria-hidden="true">
      {slots.map(({ x, shot }, at) => {
        const place = { left: x, width: thumbWidth, height }
        const exact = drawn[at]
        if (exact != null && there.has(exact)) return <img key={x} className={height < WHOLE ? undefined : 'pixels'} alt="" draggable={false} src={exact} style={place} />
        const id = shots?.ids[shot]
        return id === undefined || shots === null ? null : (
          <img
            key={x}
            className="pixels"
            alt=""
            draggable={false}
            crossOrigin="anonymous"
            src={picture((height > THUMBNAIL ? pictureUrl.shot : pictureUrl.thumbnail)(shots.run, id))}
            style={place}
            onLoad={(event) => lookForBlank(id, event.currentTarget)}
          />
        )
      })}
      {isBare && playing && <p className="filmstrip-note">No screenshots are taken of this run: its pictures are drawn here while it rests.</p>}
      {isBare && !playing && reason !== null && <p className="filmstrip-note">No screenshots were taken of this line, and they cannot be drawn: {reason}</p>}
    </div>
  )
})
