import type { JSX } from 'react'
import type { Look } from './looks.ts'

/** A state with its sign in its colour; `alone` shows the sign only, the word is then for those who do not see it. */
export function LookMark({ look, alone = false, className, title }: { look: Look; alone?: boolean; className?: string | undefined; title?: string | undefined }): JSX.Element {
  const style = { color: `var(${look.color})` }
  if (alone) {
    return (
      <span className={className} style={style} role="img" aria-label={look.title} title={title}>
        {look.glyph}
      </span>
    )
  }
  return (
    <span className={className} style={style} title={title}>
      <span aria-hidden="true">{look.glyph}</span> {look.title}
    </span>
  )
}
