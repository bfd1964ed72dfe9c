import type { JSX } from 'react'
import type { EventKind } from '../api/contract.ts'
import { EVENT_LOOKS } from './eventKinds.ts'

/** The sign of an event kind in its colour, with its name for those who do not see it. */
export function EventGlyph({ kind, title }: { kind: EventKind; title?: string | undefined }): JSX.Element {
  const look = EVENT_LOOKS[kind]
  return (
    <span role="img" aria-label={title ?? look.title} title={title ?? look.title} style={{ color: `var(${look.color})`, fontWeight: 700 }}>
      {look.glyph}
    </span>
  )
}
