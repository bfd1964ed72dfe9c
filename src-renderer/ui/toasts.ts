import { create } from 'zustand'
import { asPtpError } from '../api/contract.ts'

export interface Toast {
  id: number
  level: 'info' | 'good' | 'warning' | 'error'
  text: string
  hint?: string | undefined
  /** a newer toast on the same topic takes its place */
  topic?: string | undefined
  /** what can be done about it: undo, show… */
  action?: { title: string; run: () => void } | undefined
}

interface Toasts {
  toasts: readonly Toast[]
}

/** At most this many at once; the oldest goes. */
const MOST = 4
/** How long a toast stays, in milliseconds; longer when something can be done, for ever never. */
const STAY = { plain: 5_000, action: 10_000, error: 12_000 }

export const useToasts = create<Toasts>(() => ({ toasts: [] }))
let nextId = 1

/** Says something at the top of the window for a while. @returns a function that takes it away */
export function toast(said: Omit<Toast, 'id'>): () => void {
  const id = nextId++
  useToasts.setState((state) => ({ toasts: [...state.toasts.filter((one) => one.text !== said.text && (said.topic === undefined || one.topic !== said.topic)), { ...said, id }].slice(-MOST) }))
  const dismiss = (): void => dismissToast(id)
  setTimeout(dismiss, said.level === 'error' ? STAY.error : said.action === undefined ? STAY.plain : STAY.action)
  return dismiss
}

export function dismissToast(id: number): void {
  useToasts.setState((state) => ({ toasts: state.toasts.filter((one) => one.id !== id) }))
}

/** Something was done that can be undone. @returns a function that takes the offer away */
export function toastUndo(text: string, undo: () => void, topic?: string): () => void {
  return toast({ level: 'info', text, topic, action: { title: 'Undo', run: undo } })
}

/** Shows an error with its reason and its way on. For `promise.catch(toastError)`. */
export function toastError(error: unknown): void {
  const { message, hint, code } = asPtpError(error)
  if (code !== 'cancelled') toast({ level: 'error', text: message, hint })
}
