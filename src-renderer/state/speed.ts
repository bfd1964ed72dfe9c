import { recall, remember } from './remembered.ts'

/** Speed of a run before one was ever chosen: quick enough to see something happen, slow enough to see what. */
const FIRST_SPEED = 4

const isSpeed = (value: unknown): value is number => typeof value === 'number' && value >= 0

/** @returns the speed a run begins with: the one chosen last; 0 = as fast as possible */
export function chosenSpeed(): number {
  return recall('speed', FIRST_SPEED, isSpeed)
}

/** Later runs begin with this speed. */
export function rememberSpeed(speed: number): void {
  remember('speed', speed)
}
