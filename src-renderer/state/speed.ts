import { create } from 'zustand'
import { recall, remember } from './remembered.ts'

/** Speed of a run before one was ever chosen: quick enough to see something happen, slow enough to see what. */
const FIRST_SPEED = 4

const isSpeed = (value: unknown): value is number => typeof value === 'number' && value >= 0

/** The speed chosen last; 0 = as fast as possible. Runs begin with it, and records are played at it. */
export const useSpeed = create<{ speed: number }>(() => ({ speed: recall('speed', FIRST_SPEED, isSpeed) }))

export function chosenSpeed(): number {
  return useSpeed.getState().speed
}

/** Later runs begin with this speed. */
export function chooseSpeed(speed: number): void {
  remember('speed', speed)
  useSpeed.setState({ speed })
}
