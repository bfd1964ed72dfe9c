/**
 * States of the emulator that can be restored: in memory (ring, cache), on disk (self-contained
 * snapshot files), and packed densely for seeking (anchors).
 */
export type { AnchorHome } from './anchorHome.ts'
export type { AnchorPlace } from './anchorIndex.ts'
export { compactAnchors } from './anchorCompaction.ts'
export { AnchorPack, type AnchorPackOptions } from './anchorPack.ts'
export { decodeSnapshot, encodeSnapshot, readHeader, readSnapshot, type Snapshot, type SnapshotDraft } from './format.ts'
export type { HeldState } from './heldState.ts'
export { lineOf, type Line, type LineSegment } from './line.ts'
export { MAX_HEADER_BYTES, MAX_STATE_BYTES } from './limits.ts'
export { isProtected, planPrune, type PruneCandidate, type PrunePlan } from './prune.ts'
export { refuseForeign, type SnapshotHome } from './refusal.ts'
export { SnapshotRing } from './ring.ts'
export {
  anchorDue, anchorSpacing, DEFAULT_GOAL, EXPECTED_COSTS, FRAMES_PER_HOUR, snapshotDue,
  type AnchorSpacing, type SeekCosts, type SeekGoal,
} from './spacing.ts'
export { StateCache } from './stateCache.ts'
export { SnapshotStore, type SnapshotChanges, type StoreOptions } from './store.ts'
export type { DamagedFile } from './storeFiles.ts'
export { validateSnapshot } from './validate.ts'
