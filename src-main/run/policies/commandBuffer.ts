import type { GameState, Settings } from '../../../src-preload/contract/index.ts'

export type CommandSettings = Settings['command']

/** The state a command was planned in, as far as commands are judged by it. */
export interface CommandContext {
  screen: string
  location: string
  x: number
  y: number
}

export function contextOf({ screen, location, x, y }: GameState): CommandContext {
  return { screen, location, x, y }
}

/** Something an agent decided that waits to be played. */
export interface Command<T> {
  act: T
  /** where it will be valid: null when the agent could not say */
  context: CommandContext | null
  /** ms; any clock, the same as `now` everywhere */
  plannedAt: number
}

export const REMOVAL_REASONS = ['timeout', 'stale', 'invalid', 'battle', 'rollback', 'replaced'] as const
export type RemovalReason = (typeof REMOVAL_REASONS)[number]

/** Commands that were taken out without being played. */
export interface Removal<T> {
  reason: RemovalReason
  commands: Command<T>[]
  /** for the log */
  message: string
}

/** Planned commands between an agent and the game. Everything that leaves it unplayed is told, with the reason. */
export class CommandBuffer<T> {
  #settings: CommandSettings
  readonly #tell: (removal: Removal<T>) => void
  readonly #waiting: Command<T>[] = []
  readonly #history: Command<T>[] = []
  readonly #reported = new WeakSet<Command<T>>()

  /** @param tell hears of every removal */
  constructor(settings: CommandSettings, tell: (removal: Removal<T>) => void) {
    this.#settings = settings
    this.#tell = tell
  }

  get settings(): CommandSettings {
    return this.#settings
  }

  /** What waits already is judged by them too; of the history no more is kept than they say. */
  set settings(settings: CommandSettings) {
    this.#settings = settings
    this.#forget()
  }

  get size(): number {
    return this.#waiting.length
  }

  /** Whether the agent has to wait before it plans more. */
  get isFull(): boolean {
    return this.#waiting.length >= this.settings.buffer_size
  }

  /** @returns false when there is no room: the agent has to wait */
  push(command: Command<T>): boolean {
    if (this.isFull) return false
    this.#waiting.push(command)
    return true
  }

  /**
   * Takes the next command that may be played; the ones before it that may not are removed.
   * @param present the state it would be played in
   */
  next(present: CommandContext, now: number): Command<T> | null {
    for (;;) {
      const command = this.#waiting.shift()
      if (!command) return null
      const problem = this.#problemOf(command, present, now)
      if (problem === null) return command
      this.#tell({ ...problem, commands: [command] })
    }
  }

  /** Notes that a command was played, so that it can be rolled back. */
  played(command: Command<T>): void {
    this.#history.push(command)
    this.#forget()
  }

  /**
   * Clears the buffer for a battle: with battle interrupt as soon as one is met, without it when the battle screen is there.
   * @returns how many were cleared
   */
  battle(signal: { met: boolean; onScreen: boolean }): number {
    if (!(this.settings.interrupt_battle ? signal.met || signal.onScreen : signal.onScreen)) return 0
    return this.clear('battle', (count) => `Battle started, cleared ${count} queued commands`)
  }

  /**
   * Takes back the last played commands, and clears what waits.
   * @returns them, the newest first; fewer than asked for where the history is shorter
   */
  rollback(count: number): Command<T>[] {
    this.clear('rollback', (cleared) => `Rolled back, cleared ${cleared} queued commands`)
    return this.#history.splice(Math.max(0, this.#history.length - count)).reverse()
  }

  /** Commands that can be rolled back. */
  get history(): number {
    return this.#history.length
  }

  clear(reason: RemovalReason, message: (count: number) => string): number {
    const commands = this.#waiting.splice(0)
    if (commands.length > 0) this.#tell({ reason, commands, message: message(commands.length) })
    return commands.length
  }

  /** Whether a command is older than the stale threshold and was not told of before. */
  isNewlyStale(command: Command<T>, now: number): boolean {
    if (now - command.plannedAt <= this.settings.stale_threshold * 1000 || this.#reported.has(command)) return false
    this.#reported.add(command)
    return true
  }

  #forget(): void {
    this.#history.splice(0, this.#history.length - this.#settings.rollback_history)
  }

  #problemOf(command: Command<T>, present: CommandContext, now: number): Omit<Removal<T>, 'commands'> | null {
    const { timeout, stale_threshold, validate } = this.settings
    const seconds = (now - command.plannedAt) / 1000
    if (seconds > timeout) return { reason: 'timeout', message: `Command timed out after ${seconds.toFixed(1)} s` }
    if (!validate) return null
    if (seconds > stale_threshold) return { reason: 'stale', message: `Command is stale: planned ${seconds.toFixed(1)} s ago` }
    const changes = command.context === null ? [] : differences(command.context, present)
    return changes.length === 0 ? null : { reason: 'invalid', message: `Command may be invalid: ${changes.join(', ')}` }
  }
}

function differences(planned: CommandContext, present: CommandContext): string[] {
  const keys = ['screen', 'location', 'x', 'y'] as const
  return keys.filter((key) => planned[key] !== present[key]).map((key) => `${key} was ${planned[key]}, is ${present[key]}`)
}
