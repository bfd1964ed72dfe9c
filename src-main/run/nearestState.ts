import { PtpError } from '../../src-preload/contract/index.ts'
import type { AnchorPack, Line, SnapshotStore, StateCache } from '../snapshot/index.ts'
import type { Anchor } from './seek.ts'

/** @returns the latest state at or before `tick` on the line, of what lies in memory, among the anchors and in the store */
export async function nearestState(line: Line, tick: number, cache: StateCache | null, anchors: AnchorPack, store: SnapshotStore): Promise<Anchor | null> {
  const cached = cache?.nearestPlace(line, tick) ?? null
  const packed = anchors.nearest(line, tick)
  const stored = store.nearest(line, tick)
  const best = Math.max(cached?.tick ?? -1, packed?.tick ?? -1, stored?.tick ?? -1)
  if (best < 0) return null
  if (cache && cached?.tick === best) return cache.nearest(line, tick)
  if (packed?.tick === best) {
    const held = await anchors.loadNearest(line, tick)
    if (held) {
      cache?.put(held)
      return { ...held, state: held.state.slice() }
    }
  }
  return nearestWhole(line, tick, store)
}

/** A snapshot that is damaged is passed over for the next older one, which the same tick can be reached from. */
async function nearestWhole(line: Line, tick: number, store: SnapshotStore): Promise<Anchor | null> {
  for (let stored = store.nearest(line, tick); stored; stored = store.nearest(line, stored.tick - 1)) {
    try {
      const { meta, state } = await store.load(stored.id)
      return { branch: meta.branch, tick: meta.tick, frame: meta.frame, state }
    } catch (error) {
      if (!(error instanceof PtpError) || error.code !== 'bad-snapshot' || stored.tick === 0) throw error
    }
  }
  return null
}
