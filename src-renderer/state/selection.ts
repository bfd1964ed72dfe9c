import { create } from 'zustand'

/** A window of ticks, both ends included. */
export interface TickWindow {
  from: number
  to: number
}

export interface Selection {
  run: string | null
  /** the line that is looked at */
  branch: number
  /** where the play head is */
  tick: number
  /** the play head goes along with the live run */
  following: boolean
  /** the ticks that log and charts show; null: all */
  window: TickWindow | null
  /** the tick under the pointer, anywhere; null: none */
  hoverTick: number | null

  /** Looks at another run; the play head goes to `at` or follows the live run. Of the run that is looked at already nothing changes without `at`. */
  select: (run: string | null, at?: { branch: number; tick: number }) => void
  /** Moves the play head and stops following. Ticks are clamped at 0 and rounded. */
  goTo: (tick: number, branch?: number) => void
  /** Looks at another line; the play head stays at its tick. */
  setBranch: (branch: number) => void
  setWindow: (window: TickWindow | null) => void
  /** Follows the live run (or no longer). */
  follow: (on: boolean) => void
  setHover: (tick: number | null) => void
}

/** What is looked at: one place for every view. */
export const useSelection = create<Selection>((set, get) => ({
  run: null,
  branch: 0,
  tick: 0,
  following: true,
  window: null,
  hoverTick: null,

  select: (run, at) => {
    if (run === get().run && at === undefined) return
    set({ run, branch: at?.branch ?? 0, tick: at?.tick ?? 0, following: at === undefined, window: null, hoverTick: null })
  },
  goTo: (tick, branch) => {
    const to = Math.max(0, Math.round(tick))
    const line = branch ?? get().branch
    if (get().tick !== to || get().branch !== line || get().following) set({ tick: to, branch: line, following: false })
  },
  setBranch: (branch) => set({ branch, following: false }),
  setWindow: (window) => set({ window: window === null ? null : orderWindow(window) }),
  follow: (on) => set({ following: on }),
  setHover: (tick) => {
    if (get().hoverTick !== tick) set({ hoverTick: tick })
  },
}))

/** A window whatever way it was drawn: whole ticks from 0, the smaller first. */
export function orderWindow({ from, to }: TickWindow): TickWindow {
  const a = Math.max(0, Math.round(Math.min(from, to)))
  const b = Math.max(0, Math.round(Math.max(from, to)))
  return { from: a, to: b }
}
