import 'react'

declare module 'react' {
  interface CSSProperties {
    /** custom properties */
    [property: `--${string}`]: string | number | undefined
  }
}
