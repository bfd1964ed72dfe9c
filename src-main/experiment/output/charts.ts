import type { MetricStats } from '../../../src-preload/contract/index.ts'

/** Width of every chart, in the units of its view box. */
const WIDTH = 860
const LABELS = 210
const RIGHT = 90
const ROW = 44

/** @returns text safe to stand in HTML */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** @returns a number as people read it: 1,234 · 0.0123 */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e9 || size < 0.001)) return value.toExponential(2)
  return value.toLocaleString('en-US', { maximumFractionDigits: size >= 100 ? 0 : size >= 10 ? 1 : 3 })
}

/** Every run of a metric as a dot, arm by arm, with the middle half as a box and the mean with its interval. */
export function stripChart({ metric, groups }: MetricStats): string {
  const rows = groups.filter(({ n }) => n > 0)
  const low = Math.min(...rows.map(({ min }) => min))
  const high = Math.max(...rows.map(({ max }) => max))
  if (rows.length === 0) return '<p class="muted">No run has this number.</p>'
  const span = high - low || 1
  const x = (value: number): number => LABELS + ((value - low) / span) * (WIDTH - LABELS - RIGHT)
  const height = rows.length * ROW + 34
  const ticks = axisTicks(low, high).map((value) => {
    const at = x(value).toFixed(1)
    return `<line class="grid" x1="${at}" x2="${at}" y1="4" y2="${height - 28}"/><text class="axis" x="${at}" y="${height - 10}" text-anchor="middle">${shown(value)}</text>`
  })
  const drawn = rows.map((group, i) => {
    const y = i * ROW + ROW / 2 + 2
    const at = (value: number): string => x(value).toFixed(1)
    const dots = group.values.map((value, k) => `<circle class="dot" cx="${at(value)}" cy="${(y + jitter(k) * 11).toFixed(1)}" r="3"><title>${shown(value)}</title></circle>`)
    return [
      `<text class="label" x="${LABELS - 14}" y="${y + 4}" text-anchor="end">${escapeHtml(short(group.arm))}<title>${escapeHtml(group.arm)}</title></text>`,
      `<rect class="box" x="${at(group.p25)}" y="${y - 13}" width="${Math.max(1, x(group.p75) - x(group.p25)).toFixed(1)}" height="26" rx="3"/>`,
      ...dots,
      `<line class="median" x1="${at(group.median)}" x2="${at(group.median)}" y1="${y - 13}" y2="${y + 13}"/>`,
      `<line class="ci" x1="${at(group.ci_low)}" x2="${at(group.ci_high)}" y1="${y}" y2="${y}"/>`,
      `<path class="mean" d="M${at(group.mean)} ${y - 6}l6 6l-6 6l-6 -6z"><title>mean ${shown(group.mean)}</title></path>`,
      `<text class="value" x="${WIDTH - RIGHT + 14}" y="${y + 4}">${shown(group.mean)}</text>`,
    ].join('')
  })
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(metric)} by arm">${ticks.join('')}${drawn.join('')}</svg>`
}

/** How many runs of each arm reached each milestone, darker the more. */
export function milestoneGrid(arms: readonly string[], milestones: readonly { id: string; shares: readonly number[] }[]): string {
  const cellWidth = Math.min(110, (WIDTH - LABELS) / Math.max(1, milestones.length))
  const height = arms.length * 30 + 34
  const heads = milestones.map(({ id }, i) => `<text class="axis" x="${LABELS + (i + 0.5) * cellWidth}" y="18" text-anchor="middle">${escapeHtml(short(id, Math.floor(cellWidth / 7)))}<title>${escapeHtml(id)}</title></text>`)
  const rows = arms.map((arm, row) => {
    const y = 28 + row * 30
    const cells = milestones.map(({ id, shares }, i) => {
      const share = shares[row] ?? 0
      const x = LABELS + i * cellWidth + 2
      const inside = share > 0.55 ? 'share-dark' : 'share'
      return `<rect class="cell" x="${x}" y="${y}" width="${cellWidth - 4}" height="26" rx="3" style="--share:${share.toFixed(3)}"><title>${escapeHtml(arm)}: ${escapeHtml(id)} in ${Math.round(share * 100)} % of its runs</title></rect><text class="${inside}" x="${x + cellWidth / 2 - 2}" y="${y + 17}" text-anchor="middle">${Math.round(share * 100)} %</text>`
    })
    return `<text class="label" x="${LABELS - 14}" y="${y + 17}" text-anchor="end">${escapeHtml(short(arm))}<title>${escapeHtml(arm)}</title></text>${cells.join('')}`
  })
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="milestones by arm">${heads.join('')}${rows.join('')}</svg>`
}

function short(text: string, most = 28): string {
  return text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text
}

/** Spreads dots of equal value, the same way every time. */
function jitter(index: number): number {
  return ((index * 0.618034) % 1) * 2 - 1
}

function axisTicks(low: number, high: number): number[] {
  if (low === high) return [low]
  const rough = (high - low) / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough
  const ticks: number[] = []
  for (let at = Math.ceil(low / step); at * step <= high + step * 1e-9; at++) ticks.push(Number((at * step).toPrecision(12)))
  return ticks
}
