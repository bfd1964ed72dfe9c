import type { JSX } from 'react'
import { pictureUrl } from '../api/contract.ts'
import { picture } from '../api/transport.ts'
import { shotAt, useShots } from '../state/shots.ts'
import { EVENT_LOOKS } from '../ui/eventKinds.ts'
import { formatCount } from '../ui/format.ts'
import type { Placed } from './placeMarks.ts'
import { useExactPicture } from './useExactPicture.ts'

export interface PreviewProps {
  run: string
  /** of the lane that is pointed at, else of the line that is looked at */
  branch: number
  tick: number
  mark: Placed | null
  /** the lane that is hovered, when it is not of the line that is looked at */
  otherBranch: string | null
  /** middle of the preview and its lower edge, in pixels of the page */
  x: number
  bottom: number
}

/** The picture under the pointer, enlarged, with what happened there. */
export function Preview({ run, branch, tick, mark, otherBranch, x, bottom }: PreviewProps): JSX.Element {
  const shots = useShots((state) => state.shots)
  const shot = otherBranch === null ? shotAt(shots, tick) : null
  const exact = useExactPicture(picture(pictureUrl.exact(run, branch, tick)))
  const shown = exact ?? (shots !== null && shot !== null ? picture(pictureUrl.shot(shots.run, shot.id)) : null)
  const scale = innerHeight >= 860 ? 2 : 1
  const width = 160 * scale
  const left = Math.max(4, Math.min(innerWidth - width - 12, x - width / 2))
  return (
    <div className="preview" style={{ left, bottom: innerHeight - bottom + 6, width: width + 2 }} aria-hidden="true">
      {shown !== null && <img className="pixels" alt="" src={shown} style={{ width, height: 144 * scale }} />}
      <div className="preview-text">
        <span>
          tick {formatCount(tick)}
          {otherBranch !== null && <span className="muted"> · {otherBranch}</span>}
        </span>
        {exact === null && shot !== null && shot.tick !== tick && <span className="muted">picture of {formatCount(shot.tick)}</span>}
      </div>
      {mark !== null && <MarkText mark={mark} />}
    </div>
  )
}

function MarkText({ mark }: { mark: Placed }): JSX.Element {
  if (mark.kind === 'snapshot') {
    return (
      <div className="preview-mark">
        <span style={{ color: 'var(--snapshot)' }}>{mark.mark.name === null ? '◇' : '◆'}</span> {mark.mark.name ?? `Snapshot (${mark.mark.reason})`}
      </div>
    )
  }
  const look = EVENT_LOOKS[mark.mark.kind]
  return (
    <div className="preview-mark">
      <span style={{ color: `var(${look.color})` }}>{look.glyph}</span> {mark.mark.title}
      {mark.mark.count > 1 && <span className="muted"> and {formatCount(mark.mark.count - 1)} more</span>}
    </div>
  )
}
