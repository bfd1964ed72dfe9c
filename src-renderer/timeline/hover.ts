import { create } from 'zustand'
import type { Spot } from './gestures.ts'

/** Where the pointer rests on the plot; apart from the plot, which is not drawn anew for it. */
export const useHover = create<{ spot: Spot | null }>(() => ({ spot: null }))
