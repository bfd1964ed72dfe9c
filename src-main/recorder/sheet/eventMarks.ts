/** What a mark on the sheet stands for: the workbench's colours of events, never the colour alone. */
export const MARKS = {
  battle: { colour: '#ff6369', label: 'battle' },
  catch: { colour: '#3dd68c', label: 'catch' },
  badge: { colour: '#ffc53d', label: 'badge' },
  death: { colour: '#b985f5', label: 'faint' },
  level: { colour: '#9fd8e6', label: 'level up' },
  snapshot: { colour: '#5aa2ff', label: 'snapshot' },
  error: { colour: '#ff8a3d', label: 'error' },
} as const
export type Mark = keyof typeof MARKS

/** @returns the glyph of a mark as SVG, `size` pixels wide, centred on x, y */
export function markShape(mark: Mark, x: number, y: number, size: number): string {
  const { colour } = MARKS[mark]
  const r = size / 2
  const line = (d: string, width = size / 5) => `<path d="${d}" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" fill="none"/>`
  const fill = (points: readonly (readonly [number, number])[]) =>
    `<path d="M${points.map(([dx, dy]) => `${(x + dx * r).toFixed(2)} ${(y + dy * r).toFixed(2)}`).join('L')}Z" fill="${colour}" stroke="${colour}" stroke-width="${size / 12}" stroke-linejoin="round"/>`
  if (mark === 'battle') return line(`M${x - r * 0.75} ${y - r * 0.75}L${x + r * 0.75} ${y + r * 0.75}M${x + r * 0.75} ${y - r * 0.75}L${x - r * 0.75} ${y + r * 0.75}`)
  if (mark === 'catch') return `<circle cx="${x}" cy="${y}" r="${r * 0.8}" fill="none" stroke="${colour}" stroke-width="${size / 6}"/><circle cx="${x}" cy="${y}" r="${r * 0.28}" fill="${colour}"/>`
  if (mark === 'badge') {
    return fill(Array.from({ length: 10 }, (_, i) => {
      const length = i % 2 === 0 ? 1 : 0.45
      const angle = -Math.PI / 2 + (i * Math.PI) / 5
      return [Math.cos(angle) * length, Math.sin(angle) * length] as const
    }))
  }
  if (mark === 'death') return fill([[-0.85, -0.7], [0.85, -0.7], [0, 0.85]])
  if (mark === 'level') return line(`M${x - r * 0.7} ${y + r * 0.05}L${x} ${y - r * 0.65}L${x + r * 0.7} ${y + r * 0.05}M${x} ${y - r * 0.5}L${x} ${y + r * 0.8}`)
  if (mark === 'snapshot') return fill([[0, -0.85], [0.85, 0], [0, 0.85], [-0.85, 0]])
  return `${fill([[0, -0.85], [0.95, 0.8], [-0.95, 0.8]])}<path d="M${x} ${y - r * 0.3}V${y + r * 0.25}" stroke="#16181d" stroke-width="${size / 8}" stroke-linecap="round"/><circle cx="${x}" cy="${y + r * 0.55}" r="${size / 14}" fill="#16181d"/>`
}

const MARK_OF_KIND: Record<string, Mark> = {
  battle_start: 'battle', battle_turn: 'battle', battle_end: 'battle', catch: 'catch', badge: 'badge', death: 'death', level_up: 'level', error: 'error',
}

/** @returns the mark of an event's kind, null for those that have none */
export function markOf(kind: string): Mark | null {
  return MARK_OF_KIND[kind] ?? null
}
