import { memo, type JSX } from 'react'
import { pictureUrl } from '../api/contract.ts'
import { picture } from '../api/transport.ts'
import { useShots } from '../state/shots.ts'
import { pickShots } from './filmstrip.ts'
import { useView } from './viewStore.ts'

/** Screenshots along the line: as many as there is room for, whatever the length of the run. */
export const Filmstrip = memo(function Filmstrip({ height, end }: { height: number; end: number }): JSX.Element {
  const shots = useShots((state) => state.shots)
  const view = useView((state) => state.view)
  const width = useView((state) => state.width)
  const thumbWidth = (height * 80) / 72
  const slots = shots === null || width === 0 ? [] : pickShots(shots.ticks, view, width, thumbWidth + 1, end)
  return (
    <div className="filmstrip" style={{ height }} aria-hidden="true">
      {slots.map(({ x, shot }) => {
        const id = shots?.ids[shot]
        return id === undefined || shots === null ? null : (
          <img key={x} className="pixels" alt="" draggable={false} src={picture(pictureUrl.thumbnail(shots.run, id))} style={{ left: x, width: thumbWidth, height }} />
        )
      })}
    </div>
  )
})
