import type { JSX } from 'react'
import { classes } from './classes.ts'
import './MiddleEllipsis.css'

/** A long name cut in the middle where room is short; whole on hover and for screen readers. Its end always stays (names often differ there). */
export function MiddleEllipsis({ text, tail = 8, className }: { text: string; tail?: number; className?: string | undefined }): JSX.Element {
  const cut = Math.max(0, text.length - tail)
  return (
    <span className={classes('middle-ellipsis', className)} title={text}>
      {cut === 0 ? (
        text
      ) : (
        <>
          <span className="visually-hidden">{text}</span>
          <span className="middle-ellipsis-head" aria-hidden="true">
            {text.slice(0, cut)}
          </span>
          <span className="middle-ellipsis-tail" aria-hidden="true">
            {text.slice(cut)}
          </span>
        </>
      )}
    </span>
  )
}
