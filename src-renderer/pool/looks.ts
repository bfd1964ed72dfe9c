import type { EmulatorState, EmulatorStatus, Health, PoolEvent, PoolStatus } from '../api/contract.ts'

interface Look {
  title: string
  glyph: string
  /** token of its colour */
  color: string
}

export const STATE_LOOKS: Record<EmulatorState, Look> = {
  starting: { title: 'starting', glyph: '◌', color: '--text-2' },
  idle: { title: 'idle', glyph: '○', color: '--text-2' },
  leased: { title: 'leased', glyph: '●', color: '--good' },
  restoring: { title: 'restoring', glyph: '↺', color: '--accent' },
  draining: { title: 'draining', glyph: '◐', color: '--warn' },
  failed: { title: 'failed', glyph: '✕', color: '--bad' },
  closed: { title: 'closed', glyph: '·', color: '--text-2' },
}

export const HEALTH_LOOKS: Record<Health, Look> = {
  healthy: { title: 'healthy', glyph: '✓', color: '--good' },
  degraded: { title: 'degraded', glyph: '▲', color: '--warn' },
  failed: { title: 'failed', glyph: '✕', color: '--bad' },
}

export const POOL_LOOKS: Record<PoolStatus['state'], Look> = {
  starting: { title: 'starting', glyph: '◌', color: '--text-2' },
  ready: { title: 'ready', glyph: '●', color: '--good' },
  waiting: { title: 'waiting for the engine', glyph: '◷', color: '--warn' },
  draining: { title: 'draining', glyph: '◐', color: '--warn' },
  stopped: { title: 'stopped', glyph: '■', color: '--bad' },
}

export const LEVEL_COLORS: Record<PoolEvent['level'], string> = { info: '--text-2', warning: '--warn', error: '--bad' }

/** @returns a share of a core as `85 %`, `—` when it is not known */
export function cpuText(cpu: number | null): string {
  return cpu === null ? '—' : `${Math.round(cpu * 100)} %`
}

/** @returns where an emulator lives, in the fewest words: its port, its server, or that it is a thread */
export function homeText({ port, url, backend }: Pick<EmulatorStatus, 'port' | 'url' | 'backend'>): string {
  if (port !== null) return `port ${port}`
  return url ?? (backend === 'embedded' ? 'worker thread' : '—')
}
