/** How a state is told to people: by a word, and by a sign and a colour that stand for it. */
export interface Look {
  title: string
  /** one character, drawn from every system's fonts */
  glyph: string
  /** the token of its colour */
  color: string
}

/** States that runs, experiments and emulators share: they look the same wherever they are met. */
export const SHARED_LOOKS = {
  starting: { title: 'starting', glyph: '◌', color: '--text-2' },
  running: { title: 'running', glyph: '●', color: '--good' },
  ending: { title: 'stopping', glyph: '◐', color: '--warn' },
  completed: { title: 'completed', glyph: '✓', color: '--text-2' },
  stopped: { title: 'stopped', glyph: '■', color: '--text-2' },
  failed: { title: 'failed', glyph: '✕', color: '--bad' },
} as const satisfies Record<string, Look>
