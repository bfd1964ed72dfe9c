import { create } from 'zustand'

/** Counts resets: the groups of panels are made anew with their first sizes when it changes. */
export const useLayoutVersion = create<{ version: number }>(() => ({ version: 0 }))

export const LAYOUT_PREFIX = 'react-resizable-panels:'

/** Forgets all sizes and goes back to the first layout. */
export function resetLayout(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(LAYOUT_PREFIX)) localStorage.removeItem(key)
  useLayoutVersion.setState((state) => ({ version: state.version + 1 }))
}
