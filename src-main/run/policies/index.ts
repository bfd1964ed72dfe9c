/** What settings mean for a run that is played: pure decisions, with the time passed in. */
export { Budget, type BudgetState } from './budget.ts'
export { CommandBuffer, contextOf, REMOVAL_REASONS, type Command, type CommandContext, type CommandSettings, type Removal, type RemovalReason } from './commandBuffer.ts'
export { budgetIsOver, Grace, limitPlan, limitReached, ticksLeft, type LimitHit, type LimitKind, type LimitPlan, type LimitSettings, type Reached } from './limits.ts'
export { finalReport, type FinalFacts } from './report.ts'
export { PictureQueue, SCREENSHOT_REASONS, ScreenshotPolicy, type ScreenshotReason, type ScreenshotSettings } from './screenshots.ts'
export { eventSnapshots, RollbackPolicy, type EventSnapshot, type RollbackOrder, type SnapshotSettings } from './snapshots.ts'
export { nextCleanup, OLD_QUALITY, oldPictures, type Cleanup, type StoredPicture } from './storage.ts'
export { rateAt, RecentAverage, StallWatch, TickSchedule, type Pace, type Rate, type TickRateSettings } from './tickRate.ts'
