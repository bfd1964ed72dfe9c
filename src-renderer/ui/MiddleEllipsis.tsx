import type { JSX } from 'react'
import { classes } from './classes.ts'
import './MiddleEllipsis.css'

/** A long name cut in the middle where room is short; whole on hover. Its end always stays (names often differ there). */
export function MiddleEllipsis({ text, tail = 8, className }: { text: string; tail?: number; className?: string | undefined }): JSX.Element {
  const cut = Math.max(0, text.length - tail)
  return (
    <span className={classes('middle-ellipsis', className)} title={text}>
      <span className="middle-ellipsis-head">{text.slice(0, cut)}</span>
      <span className="middle-ellipsis-tail">{text.slice(cut)}</span>
    </span>
  )
}
