import type { Condition, MemoryExpression, MemoryRange } from '../../src-preload/contract/index.ts'
import type { Emulator, Step, StepResult } from '../emulator/index.ts'
import type { GameProfile } from '../game/index.ts'
import type { ActEffect } from './agent.ts'
import type { Observation } from './observation.ts'
import type { Pacing } from './pacing.ts'
import type { LivePicture } from './picture.ts'

/** Time between two pictures of a run that goes as fast as it can, ms. */
const SHOW_EVERY_MS = 100

/** What the loop wants of the tick beside its result. */
export interface Wanted {
  picture: Step['picture']
  save: boolean
}

/** How a batch is played. */
export interface Manner {
  /** the batch ends with the tick that changes one of these bytes */
  watch: readonly MemoryRange[]
  /** bytes whose change gives a `changed` picture */
  pictureOn: readonly MemoryRange[]
  /** play nothing when the batch before this one ended so */
  unlessCut: boolean
}

export interface PlayedTick {
  buttons: number
  hold: number
  result: StepResult
}

/** Turns acts into ticks on an emulator, at the asked speed. */
export class Player {
  readonly #profile: GameProfile
  readonly #observation: Observation
  readonly #pacing: Pacing
  readonly #picture: LivePicture
  readonly #lowered = new WeakMap<Condition, { expression: MemoryExpression | null }>()
  #shownAt = 0
  /** newest recorded tick, for the pictures shown meanwhile */
  tick = 0

  constructor(profile: GameProfile, observation: Observation, pacing: Pacing, picture: LivePicture) {
    this.#profile = profile
    this.#observation = observation
    this.#pacing = pacing
    this.#picture = picture
  }

  /** A condition that the emulator cannot test by itself is looked at every `poll` frames: such an act is cut short. */
  fitted(act: ActEffect): ActEffect {
    if (act.until === undefined || this.#lower(act.until) !== null) return act
    const frames = Math.min(act.frames, Math.max(act.hold, act.poll ?? this.#profile.timing.poll))
    return frames === act.frames ? act : { ...act, frames }
  }

  /**
   * Plays acts as ticks: in one trip when the run is not paced (fewer of them when a watched byte
   * changed), else the first of them in slices that the screen can show.
   */
  async play(emulator: Emulator, acts: readonly ActEffect[], wanted: readonly Wanted[], manner: Manner): Promise<PlayedTick[]> {
    const steps = acts.map((act, i) => this.#step(act, wanted[i] ?? { picture: false, save: false }))
    const first = steps[0]
    if (!first) return []
    const results = this.#pacing.speed === 0 ? await this.#playBatch(emulator, steps, manner) : [await this.#playSliced(emulator, first)]
    return results.map((result, i) => {
      const step = steps[i] ?? first
      return { buttons: step.buttons, hold: Math.min(step.hold, result.frames), result }
    })
  }

  async #playBatch(emulator: Emulator, steps: Step[], { watch, pictureOn, unlessCut }: Manner): Promise<StepResult[]> {
    const last = steps.at(-1)
    if (last && this.#picture.watched && performance.now() - this.#shownAt > SHOW_EVERY_MS) {
      last.picture = true
      this.#shownAt = performance.now()
    }
    return emulator.advance({ steps, observe: this.#observation.ranges, pictureOn, unlessCut, ...(watch.length > 0 ? { stopOnChange: watch } : {}) })
  }

  #step(act: ActEffect, wanted: Wanted): Step {
    const step: Step = { buttons: act.buttons, hold: act.hold, frames: act.frames, picture: wanted.picture ?? false, save: wanted.save }
    const expression = act.until === undefined ? null : this.#lower(act.until)
    if (expression) step.until = expression
    return step
  }

  /** The same frames with the same keys whatever the slices are, so speed never changes a run. */
  async #playSliced(emulator: Emulator, step: Step): Promise<StepResult> {
    const slice = this.#pacing.slice
    let frames = 0
    for (;;) {
      const left = step.frames - frames
      const length = Math.min(left, slice)
      const isLast = length === left
      const part: Step = {
        buttons: step.buttons,
        hold: Math.max(0, Math.min(step.hold - frames, length)),
        frames: length,
        picture: (isLast && step.picture !== false) || this.#picture.watched,
        save: isLast && step.save === true,
      }
      // Until the keys are up the condition is not looked at, so such slices go without it.
      if (step.until && step.hold <= frames + length) part.until = step.until
      const [result] = await emulator.advance({ steps: [part], observe: this.#observation.ranges })
      if (!result) throw new Error('an emulator answered a step with nothing')
      frames += result.frames
      if (result.picture) this.#picture.show(result.picture, this.tick)
      await this.#pacing.wait(result.frames)
      if (!isLast && !result.met) continue
      if (result.met && step.save && !result.saved) result.saved = await emulator.save()
      if (result.met && step.picture && !result.picture) result.picture = await emulator.picture()
      return { ...result, frames }
    }
  }

  #lower(condition: Condition): MemoryExpression | null {
    let known = this.#lowered.get(condition)
    if (!known) {
      known = { expression: this.#profile.lower(condition) }
      this.#lowered.set(condition, known)
    }
    return known.expression
  }
}
