import { z } from 'zod'
import { PtpError, type Direction } from '../../src-preload/contract/index.ts'
import type { Agent, Effect, View } from '../run/index.ts'
import { createInterpreter, interpreterStateSchema, type Interpreter, type Program } from '../script/index.ts'

/** An interpreter's place without what every place of the script shares: it is recorded with each tick. */
const placeSchema = interpreterStateSchema.omit({ program: true }).partial().extend({ at: z.number() })

/** Plays a compiled script. */
export class ScriptAgent implements Agent {
  readonly name: string
  readonly memory: readonly number[] | 'all'
  readonly #interpreter: Interpreter
  readonly #end: number
  /** the instruction that the last act left unfinished, null when it is done */
  #unfinished: number | null = null

  /**
   * @param name of the script
   * @param saved what `save` gave, to go on there
   * @throws PtpError `bad-input` when `saved` is not a place of this script
   */
  constructor(name: string, program: Program, saved?: unknown) {
    this.name = name
    this.memory = program.memory ?? 'all'
    // The body of a script comes first, up to its `end`; its macros lie behind.
    this.#end = program.instructions.findIndex(({ op }) => op === 'end')
    if (saved === undefined) {
      this.#interpreter = createInterpreter(program)
      return
    }
    const place = placeSchema.safeParse(saved)
    if (!place.success) throw new PtpError('bad-input', `the saved place in ${name} cannot be read`, { cause: place.error })
    const { at, counts = [], calls = [], progress = null } = place.data
    this.#interpreter = createInterpreter(program, { program: program.checksum, at, counts, calls, progress })
    this.#unfinished = progress === null ? null : at
  }

  get needsState(): boolean {
    return this.#interpreter.needsState
  }

  get line(): number {
    return this.#interpreter.line
  }

  /** By the statements outside of macros that are behind it. */
  get progress(): number {
    const { at, calls } = this.#interpreter.save()
    return Math.min(1, (calls[0]?.back ?? at) / Math.max(1, this.#end))
  }

  next(view: View): Effect {
    const effect = this.#interpreter.next(view)
    return effect.kind === 'act' && effect.instruction === this.#unfinished ? { ...effect, continued: true } : effect
  }

  advanced(frames: number): void {
    this.#interpreter.advanced(frames)
  }

  pathFound(steps: Direction[] | null): void {
    this.#interpreter.pathFound(steps)
  }

  save(): z.infer<typeof placeSchema> {
    const { at, counts, calls, progress } = this.#interpreter.save()
    this.#unfinished = progress === null ? null : at
    const place: z.infer<typeof placeSchema> = { at }
    if (counts.length > 0) place.counts = counts
    if (calls.length > 0) place.calls = calls
    if (progress !== null) place.progress = progress
    return place
  }
}
