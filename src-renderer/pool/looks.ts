import type { EmulatorState, EmulatorStatus, Health, PoolEvent, PoolStatus } from '../api/contract.ts'
import { type Look, SHARED_LOOKS } from '../ui/index.ts'

export const STATE_LOOKS: Record<EmulatorState, Look> = {
  starting: SHARED_LOOKS.starting,
  idle: { title: 'idle', glyph: '○', color: '--text-2' },
  leased: { ...SHARED_LOOKS.running, title: 'leased' },
  restoring: { title: 'restoring', glyph: '↺', color: '--accent' },
  draining: { ...SHARED_LOOKS.ending, title: 'draining' },
  failed: SHARED_LOOKS.failed,
  closed: { title: 'closed', glyph: '·', color: '--text-2' },
}

export const HEALTH_LOOKS: Record<Health, Look> = {
  healthy: { title: 'healthy', glyph: '✓', color: '--good' },
  degraded: { title: 'degraded', glyph: '▲', color: '--warn' },
  failed: SHARED_LOOKS.failed,
}

export const POOL_LOOKS: Record<PoolStatus['state'], Look> = {
  starting: SHARED_LOOKS.starting,
  ready: { ...SHARED_LOOKS.running, title: 'ready' },
  waiting: { title: 'waiting for the engine', glyph: '◷', color: '--warn' },
  draining: { ...SHARED_LOOKS.ending, title: 'draining' },
  stopped: { ...SHARED_LOOKS.stopped, color: '--bad' },
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
