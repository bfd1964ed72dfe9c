import { evaluate, isTrue, type Condition, type Direction } from '../../src-preload/contract/index.ts'
import type { ActEffect, Agent, Effect, View } from '../run/index.ts'

/** An agent within another one: what is not said otherwise is as the inner one has it, its place too. */
abstract class Wrapped implements Agent {
  protected readonly inner: Agent

  constructor(inner: Agent) {
    this.inner = inner
  }

  get name(): string {
    return this.inner.name
  }

  get isModel(): boolean {
    return this.inner.isModel === true
  }

  get memory(): readonly number[] | 'all' {
    return this.inner.memory
  }

  get needsState(): boolean {
    return this.inner.needsState
  }

  get line(): number | null {
    return this.inner.line
  }

  get progress(): number {
    return this.inner.progress ?? 0
  }

  get callsLeft(): number | null {
    return this.inner.callsLeft ?? null
  }

  abstract next(view: View): Effect

  advanced(frames: number): void {
    this.inner.advanced(frames)
  }

  dropped(acts: readonly ActEffect[], reason: string): void {
    this.inner.dropped?.(acts, reason)
  }

  abandon(): void {
    this.inner.abandon?.()
  }

  pathFound(steps: Direction[] | null): void {
    this.inner.pathFound(steps)
  }

  save(): unknown {
    return this.inner.save()
  }
}

/** Waits some frames, at most a tick, before it begins: another moment makes chance in a game come out differently. */
export class WaitingFirst extends Wrapped {
  readonly #frames: number
  #isOver = false

  /** @param frames 1–60 */
  constructor(inner: Agent, frames: number) {
    super(inner)
    this.#frames = frames
  }

  override get needsState(): boolean {
    return this.#isOver && this.inner.needsState
  }

  next(view: View): Effect {
    if (this.#isOver) return this.inner.next(view)
    this.#isOver = true
    return { kind: 'act', buttons: 0, hold: 0, frames: this.#frames, instruction: null, line: null, title: `wait ${this.#frames} (seed)`, type: 'WAIT' }
  }
}

/** Ends where a condition holds, which it looks at after every tick. */
export class StoppingWhen extends Wrapped {
  readonly #condition: Condition
  readonly #memory: readonly number[] | 'all'

  /** @param addresses those the condition reads with `mem[…]` */
  constructor(inner: Agent, condition: Condition, addresses: readonly number[]) {
    super(inner)
    this.#condition = condition
    this.#memory = inner.memory === 'all' ? 'all' : [...new Set([...inner.memory, ...addresses])]
  }

  override get memory(): readonly number[] | 'all' {
    return this.#memory
  }

  override get needsState(): boolean {
    return true
  }

  next(view: View): Effect {
    return isTrue(evaluate(this.#condition, view.state, view.readByte)) ? { kind: 'end' } : this.inner.next(view)
  }
}
