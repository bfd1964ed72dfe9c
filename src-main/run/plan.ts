import { PtpError } from '../../src-preload/contract/index.ts'
import type { ActEffect, Agent, Effect, View } from './agent.ts'
import { CommandBuffer, contextOf, type Command, type CommandSettings } from './policies/index.ts'

/** Frames of a trip: so many at least, for it to be worth it. */
const BATCH_FRAMES = 180

/** How much goes to the emulator in one trip. */
export interface TripSize {
  /** ticks, at the most */
  ticks: number
  /** frames, about; 0: one tick */
  frames: number
}

/**
 * @param speed frames a second
 * @param unattended nobody waits for the run, so an order to it may take a little longer
 */
export function tripSize(speed: number, unattended: boolean): TripSize {
  const [ticks, seconds] = unattended ? [160, 0.12] : [64, 0.02]
  return { ticks, frames: Math.max(BATCH_FRAMES, speed * seconds) }
}

/** An act that waits to be played, and where its agent stands right after it. */
export interface Planned {
  readonly act: ActEffect
  readonly agentState: unknown
  passedBreakpoint: boolean
}

/** What an agent wants done, ahead of time: acts in order, and behind them at most one effect of another kind. */
export class Plan {
  readonly agent: Agent | null
  /** what comes when all acts are played */
  pending: Effect | null = null
  /** once closed, what is planned is played, and nothing is added to it but what the agent was thinking about */
  isClosed = false
  #hasAnswer = false
  readonly #queue: Planned[] = []
  /** of the queue, from its front: acts that are with the emulator */
  #sent = 0
  /** the last act was cut shorter than its agent knows, so what comes then has to wait for it */
  #isHeld = false

  /** what a model planned waits here: time and battles can make it worthless */
  readonly #buffer: CommandBuffer<Planned> | null
  readonly #tell: (text: string) => void
  #drawn: Command<Planned> | null = null

  /**
   * @param tell hears of every command that leaves the buffer unplayed, and why
   * @param before the plan of the same agent that this one takes the place of: what was played can still be taken back
   */
  constructor(agent: Agent | null, command: CommandSettings, tell: (text: string) => void = () => undefined, before: Plan | null = null) {
    this.agent = agent
    this.#tell = tell
    this.#buffer = agent?.isModel === true ? ((before === null ? null : before.#buffer) ?? bufferOf(agent, command, tell)) : null
  }

  get isBuffered(): boolean {
    return this.#buffer !== null
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.pending === null && !this.#buffer?.size
  }

  /** Whether a decision is being made or carried out that a run at its limit may wait for. */
  get isDeciding(): boolean {
    return this.isBuffered && (!this.isEmpty || this.#hasAnswer)
  }

  get first(): Planned | null {
    return this.#queue[0] ?? null
  }

  get #isShut(): boolean {
    return this.isClosed && !this.#hasAnswer
  }

  /** Acts that can be sent, without {@link extend}. */
  get unsent(): number {
    return this.#queue.length - this.#sent
  }

  /** From now on what is planned waits under these settings. */
  adopt(command: CommandSettings): void {
    if (this.#buffer) this.#buffer.settings = command
  }

  /** Commands that can be taken back; null for agents whose acts are not buffered. */
  get history(): number | null {
    return this.#buffer?.history ?? null
  }

  /** Whether the agent can be asked for more before what it planned is played. */
  get canExtend(): boolean {
    if (this.#buffer) return this.#queue.length === 0 && (this.#buffer.size > 0 || (this.pending === null && !this.#isShut))
    if (this.pending !== null || this.#isShut) return false
    return this.#queue.length === 0 || (!this.#isHeld && this.agent?.needsState === false)
  }

  /**
   * Asks the agent for acts: up to a batch of them, or until it has to see the outcome.
   * @param fit shortens acts the emulator cannot end by itself
   * @param most how many of them together
   */
  extend(view: View, fit: (act: ActEffect) => ActEffect, most: TripSize): void {
    const { agent } = this
    if (!agent) {
      this.pending = { kind: 'end' }
      return
    }
    if (this.#buffer) {
      this.#fill(agent, this.#buffer, view, fit)
      this.#draw(this.#buffer, view)
      return
    }
    let frames = 0
    let count = 0
    do {
      const planned = this.#ask(agent, view, fit)
      if (!planned) return
      this.#queue.push(planned)
      frames += planned.act.frames
      count++
    } while (frames < most.frames && count < most.ticks && !this.#isHeld && !agent.needsState)
  }

  /** Clears what waits for a battle that was met, or is on the screen now. */
  battle(signal: { met: boolean; onScreen: boolean }): void {
    this.#buffer?.battle(signal)
  }

  /** Notes that the agent has thought: what came of it belongs to what was planned. */
  answered(): void {
    this.#hasAnswer = true
  }

  /** Takes back played commands, and everything that waits. @returns how many */
  undo(count: number): number {
    return this.#buffer?.rollback(count).length ?? 0
  }

  /** @returns null when the agent wants something else than an act */
  #ask(agent: Agent, view: View, fit: (act: ActEffect) => ActEffect): Planned | null {
    const effect = agent.next(view)
    if (effect.kind !== 'act') {
      this.pending = effect
      return null
    }
    if (this.#hasAnswer && agent.needsState) this.#hasAnswer = false
    const act = fit(effect)
    this.#isHeld = act !== effect
    return { act, agentState: agent.save(), passedBreakpoint: false }
  }

  #fill(agent: Agent, buffer: CommandBuffer<Planned>, view: View, fit: (act: ActEffect) => ActEffect): void {
    const context = contextOf(view.state)
    while (!this.#isShut && this.pending === null && !buffer.isFull && (buffer.size === 0 || !agent.needsState)) {
      const planned = this.#ask(agent, view, fit)
      // A command planned behind others knows nothing of the state those lead to.
      if (planned) buffer.push({ act: planned, context: planned.act.context ?? (buffer.size === 0 ? context : null), plannedAt: performance.now() })
    }
  }

  #draw(buffer: CommandBuffer<Planned>, view: View): void {
    const now = performance.now()
    const command = buffer.next(contextOf(view.state), now)
    if (!command) return
    if (buffer.isNewlyStale(command, now)) this.#tell(`Command is stale: ${command.act.act.title}, planned ${((now - command.plannedAt) / 1000).toFixed(1)} s ago`)
    this.#drawn = command
    this.#queue.push(command.act)
  }

  /**
   * Gives acts to be sent, at most `most`, up to the first that `stops`.
   * @returns none when the first of them stops
   */
  send(most: number, stops: (planned: Planned) => boolean): ActEffect[] {
    const acts: ActEffect[] = []
    for (let at = this.#sent; at < this.#queue.length && acts.length < most; at++) {
      const planned = this.#queue[at]
      if (!planned || stops(planned)) break
      acts.push(planned.act)
    }
    this.#sent += acts.length
    return acts
  }

  /**
   * Takes off the first act, which was played.
   * @param frames it really took
   * @returns it, and where the agent stands after it
   * @throws PtpError `internal` when nothing was sent
   */
  take(frames: number): { act: ActEffect; agentState: unknown } {
    const planned = this.#sent === 0 ? undefined : this.#queue.shift()
    if (!planned) throw new PtpError('internal', 'more ticks were played than planned')
    this.#sent--
    const { act, agentState } = planned
    if (this.#drawn) this.#buffer?.played(this.#drawn)
    this.#drawn = null
    // Only the last planned act can be one whose length the agent still waits for.
    if (act.until === undefined || !this.isEmpty || this.agent === null) return { act, agentState }
    this.agent.advanced(frames)
    return { act, agentState: this.agent.save() }
  }

  /** Everything that was sent and not taken is to be sent again. */
  recall(): void {
    this.#sent = 0
  }
}

function bufferOf(agent: Agent, command: CommandSettings, tell: (text: string) => void): CommandBuffer<Planned> {
  return new CommandBuffer<Planned>(command, ({ commands, message }) => {
    tell(message)
    agent.dropped?.(commands.map(({ act }) => act.act), message)
  })
}
