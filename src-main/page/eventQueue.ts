import type { EventName, EventOf } from '../../src-preload/contract/index.ts'

export type SendEvent = <N extends EventName>(name: N, event: EventOf<N>) => void

/** So many lines for people wait for a slow page; older ones are left out, and it is told how many. */
export const MAX_MESSAGES = 500

interface Waiting {
  name: EventName
  event: EventOf<EventName>
}

/**
 * Events on their way to one page. While the page cannot take more, what it would only show for a
 * moment is replaced by what is newer, so that a slow page costs neither memory nor the run its pace.
 */
export class EventQueue {
  readonly #canSend: () => boolean
  readonly #send: SendEvent
  /** in the order of their arrival; those with the same key replace each other */
  readonly #waiting = new Map<string, Waiting>()
  #serial = 0
  #messages: string[] = []
  #leftOut = 0
  #lastLeftOut: EventOf<'run.message'> | null = null

  /**
   * @param canSend whether the page can take one more now
   * @param send hands one event to the page
   */
  constructor(canSend: () => boolean, send: SendEvent) {
    this.#canSend = canSend
    this.#send = send
  }

  get size(): number {
    return this.#waiting.size
  }

  push<N extends EventName>(name: N, event: EventOf<N>): void {
    const key = keyOf(name, event) ?? this.#messageKey()
    this.#waiting.set(key, { name, event })
    this.flush()
  }

  /** Sends what waits, as long as the page takes it. */
  flush(): void {
    for (const [key, { name, event }] of this.#waiting) {
      if (!this.#canSend()) return
      this.#waiting.delete(key)
      this.#send(name, event)
    }
    this.#messages = []
    if (this.#leftOut > 0 && this.#canSend()) this.#tellLeftOut()
  }

  #messageKey(): string {
    const key = `message ${this.#serial++}`
    this.#messages.push(key)
    if (this.#messages.length > MAX_MESSAGES) this.#leaveOut(this.#messages.shift() ?? '')
    return key
  }

  #leaveOut(key: string): void {
    const oldest = this.#waiting.get(key)
    // Sent already, while others still wait.
    if (!oldest) return
    this.#waiting.delete(key)
    this.#leftOut++
    this.#lastLeftOut = oldest.event as EventOf<'run.message'>
  }

  #tellLeftOut(): void {
    const last = this.#lastLeftOut
    const count = this.#leftOut
    this.#leftOut = 0
    if (last) this.#send('run.message', { ...last, level: 'warning', text: `${count} earlier lines came faster than they could be shown` })
  }
}

/** @returns under which name a newer event replaces an older one, null when both must be shown */
function keyOf<N extends EventName>(name: N, event: EventOf<N>): string | null {
  if (name === 'run.message') return null
  if (name === 'job.progress') return `${name} ${(event as EventOf<'job.progress'>).id}`
  if (name === 'run.live' || name === 'runs.changed') return `${name} ${(event as EventOf<'run.live' | 'runs.changed'>).run ?? ''}`
  if (name === 'search.progress') return `${name} ${(event as EventOf<'search.progress'>).run}`
  if (name === 'experiments.changed') return `${name} ${(event as EventOf<'experiments.changed'>).id}`
  if (name === 'pool.event') {
    const { at, emulator, kind, text } = event as EventOf<'pool.event'>
    return `${name} ${at} ${emulator ?? ''} ${kind} ${text}`
  }
  return name
}
