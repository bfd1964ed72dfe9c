import { FRAMES_PER_SECOND } from '../api/contract.ts'

/** What "as fast as possible" is for a film. */
const FASTEST = 32

/** @param speed 1 = the console's own, 0 = as fast as can be followed @returns ticks a second at which a record of so many ticks and frames is played */
export function playbackRate(ticks: number, frames: number, speed: number): number {
  const framesATick = ticks > 0 && frames > 0 ? frames / ticks : 1
  return (FRAMES_PER_SECOND / framesATick) * (speed === 0 ? FASTEST : speed)
}
