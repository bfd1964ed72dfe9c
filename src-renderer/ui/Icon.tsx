import type { JSX } from 'react'

/** Drawn on a 16×16 grid with one stroke; filled ones say so. */
const SHAPES = {
  play: { fill: 'M4.5 2.8v10.4L13 8z' },
  pause: { fill: 'M4 3h3v10H4zM9 3h3v10H9z' },
  stop: { fill: 'M4 4h8v8H4z' },
  stepForward: { fill: 'M3.5 3v10L10 8zM11 3h2v10h-2z' },
  stepBack: { fill: 'M12.5 3v10L6 8zM3 3h2v10H3z' },
  nextEvent: { stroke: 'M2.5 4l4 4-4 4M7.5 4l4 4-4 4M13.5 4v8' },
  previousEvent: { stroke: 'M13.5 4l-4 4 4 4M8.5 4l-4 4 4 4M2.5 4v8' },
  rollback: { stroke: 'M3 6h6.5a3.5 3.5 0 1 1 0 7H6M3 6l3-3M3 6l3 3' },
  keyboard: { stroke: 'M1.5 4.5h13v7h-13zM4 7h.01M6.5 7h.01M9 7h.01M11.5 7h.01M5 9.5h6' },
  follow: { stroke: 'M8 3v7M4.5 7L8 10.5 11.5 7M3 13h10' },
  plus: { stroke: 'M8 3v10M3 8h10' },
  minus: { stroke: 'M3 8h10' },
  close: { stroke: 'M4 4l8 8M12 4l-8 8' },
  check: { stroke: 'M3 8.5l3.5 3.5L13 4.5' },
  chevronDown: { stroke: 'M4 6l4 4 4-4' },
  chevronRight: { stroke: 'M6 4l4 4-4 4' },
  more: { stroke: 'M3.5 8h.01M8 8h.01M12.5 8h.01' },
  search: { stroke: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3L14 14' },
  trash: { stroke: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9' },
  pin: { stroke: 'M8 10v4M5 10h6l-1-4V2.5H6V6z' },
  tag: { stroke: 'M2.5 2.5h5l6 6-5 5-6-6zM5.2 5.2h.01' },
  note: { stroke: 'M3 2.5h10v8l-3 3H3zM10 13.5v-3h3M5.5 6h5M5.5 8.5h3' },
  sort: { stroke: 'M3 4.5h10M4.8 8h6.4M6.6 11.5h2.8' },
  theme: { stroke: 'M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2z', fill: 'M8 2.2a5.8 5.8 0 0 1 0 11.6z' },
  help: { stroke: 'M5.8 6a2.3 2.3 0 1 1 3.4 2c-.8.5-1.2.9-1.2 1.7M8 12.5h.01' },
  command: { stroke: 'M3 4.5L6.5 8 3 11.5M8 12h5' },
  fit: { stroke: 'M2.5 3v10M13.5 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2' },
  zoomIn: { stroke: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3L14 14M7 5v4M5 7h4' },
  zoomOut: { stroke: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3L14 14M5 7h4' },
  folder: { stroke: 'M2 4.5v8h12V5.5H7.5L6 3.5H2z' },
  download: { stroke: 'M8 2.5v7M4.8 6.5L8 9.7l3.2-3.2M3 13h10' },
  upload: { stroke: 'M8 10V3M4.8 6L8 2.8 11.2 6M3 13h10' },
  snapshot: { stroke: 'M8 2.5L13.5 8 8 13.5 2.5 8z' },
  branch: { stroke: 'M4.5 2.5v11M4.5 9c0-3 7-1.5 7-5M11.5 2.8h.01' },
  settings: { stroke: 'M2.5 4.5h5M10.5 4.5h3M2.5 11.5h3M8.5 11.5h5M9 2.8a1.7 1.7 0 1 1 0 3.4a1.7 1.7 0 0 1 0-3.4zM7 9.8a1.7 1.7 0 1 1 0 3.4a1.7 1.7 0 0 1 0-3.4z' },
  filter: { stroke: 'M2.5 3.5h11L9.5 8.5v4l-3 1v-5z' },
  warning: { stroke: 'M8 2.5l6 11H2zM8 6.5v3.5M8 12h.01' },
  error: { stroke: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 5v4M8 11.2h.01' },
  info: { stroke: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.2V11M8 4.8h.01' },
  power: { stroke: 'M8 2.5v5.500M4.800 4.600a4.800 4.800 0 1 0 6.400 0' },
  grid: { stroke: 'M2.5 2.5h4v4h-4zM9.500 2.5h4v4h-4zM2.5 9.500h4v4h-4zM9.500 9.500h4v4h-4z' },
  table: { stroke: 'M2.5 3h11v10h-11zM2.5 6.500h11M2.5 9.800h11M6 6.500V13' },
  restart: { stroke: 'M12.8 6.500A5.200 5.200 0 1 0 13.200 9M13.200 3v3.500H9.700' },
  drain: { stroke: 'M2.5 3h11L9.500 8v5l-3-1.500V8z' },
  flask: { stroke: 'M6.200 2.5h3.600M6.800 2.5v4L3 12.200a.9.9 0 0 0 .8 1.300h8.400a.9.9 0 0 0 .8-1.300L9.200 6.500v-4M5 9.800h6' },
  report: { stroke: 'M3.500 2.5h6l3 3v8h-9zM9.500 2.5v3h3M6 8h4M6 10.500h4' },
  record: { fill: 'M8 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z' },
  edit: { stroke: 'M3 13l.7-3L10.8 3l2.2 2.2-7 7z' },
  copy: { stroke: 'M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3' },
  game: { stroke: 'M4.5 5h7a3 3 0 0 1 3 3.2c0 1.900-.7 3.300-1.900 3.300-1.300 0-1.600-1.500-2.600-1.500H6c-1 0-1.300 1.500-2.600 1.500-1.200 0-1.900-1.400-1.900-3.300A3 3 0 0 1 4.500 5zM5.200 6.700v2M4.200 7.700h2M11 7.700h.01' },
} satisfies Record<string, { stroke?: string; fill?: string }>

export type IconName = keyof typeof SHAPES

/** A small picture beside or in place of words; never the only name of a control. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }): JSX.Element {
  const shape: { stroke?: string; fill?: string } = SHAPES[name]
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {shape.fill !== undefined && <path d={shape.fill} fill="currentColor" />}
      {shape.stroke !== undefined && (
        <path d={shape.stroke} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
      )}
    </svg>
  )
}
