import { FRAMES_PER_SECOND } from '../../src-preload/contract/index.ts'

export const FRAMES_PER_HOUR = Math.round(FRAMES_PER_SECOND * 3600)

/** What the anchors of a run have to make possible. */
export interface SeekGoal {
  /** 95 of 100 seeks to any tick take at most so long, milliseconds */
  seekMs: number
  /** anchors and snapshots an hour of game time, bytes */
  bytesPerHour: number
  /** how far apart anchors are while both goals leave a choice, frames */
  preferredFrames: number
}

export const DEFAULT_GOAL: SeekGoal = { seekMs: 150, bytesPerHour: 60_000_000, preferredFrames: 120 }

/** What was measured so far; before that, cautious guesses. */
export interface SeekCosts {
  /** frames a second at which inputs are played again */
  framesPerSecond: number
  /** bytes of one anchor on disk, on average */
  anchorBytes: number
  /** milliseconds to find, read and restore an anchor */
  restoreMs: number
  /** bytes an hour of the self-contained snapshots beside the anchors */
  otherBytesPerHour: number
}

export const EXPECTED_COSTS: SeekCosts = { framesPerSecond: 2000, anchorBytes: 16_000, restoreMs: 10, otherBytesPerHour: 2_000_000 }

/** Part of each goal that is planned for; the rest is for a busy machine and for states that pack badly. */
const SHARE = 0.8

export interface AnchorSpacing {
  /** frames from one anchor to the next */
  frames: number
  /** false when the budget asks for wider gaps than the seek time allows; the budget wins */
  fastEnough: boolean
}

/** @returns how far apart anchors should be. Pure. */
export function anchorSpacing(costs: SeekCosts = EXPECTED_COSTS, goal: SeekGoal = DEFAULT_GOAL): AnchorSpacing {
  const replayMs = Math.max(0, goal.seekMs * SHARE - costs.restoreMs)
  const widest = Math.max(1, Math.floor((replayMs * costs.framesPerSecond) / 1000))
  const left = Math.max(1, goal.bytesPerHour * SHARE - costs.otherBytesPerHour)
  const closest = Math.ceil((FRAMES_PER_HOUR * costs.anchorBytes) / left)
  const frames = Math.max(closest, Math.min(widest, goal.preferredFrames))
  return { frames, fastEnough: frames <= widest }
}

/**
 * @param framesSince frames played since the last anchor of the branch (or its start)
 * @returns true when an anchor is due at the end of this tick
 */
export function anchorDue(framesSince: number, spacing: AnchorSpacing): boolean {
  return framesSince >= spacing.frames
}

/**
 * @param ticksSince ticks since the last self-contained snapshot of the branch
 * @param everyTicks 0: never
 */
export function snapshotDue(ticksSince: number, everyTicks: number): boolean {
  return everyTicks > 0 && ticksSince >= everyTicks
}
