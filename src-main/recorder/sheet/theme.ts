/** The dark half of the workbench's tokens: neutral greys, one accent. */
export const COLOURS = {
  background: '#16181d',
  panel: '#1f2228',
  stripe: '#1c1f25',
  line: '#3a3f48',
  text: '#eceef1',
  muted: '#9aa1ac',
  accent: '#5aa2ff',
} as const
