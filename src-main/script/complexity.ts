import type { Complexity } from './program.ts'

/** Counts what makes a script hard to follow, while its program is made. */
export class ComplexityGauge {
  branches = 0
  loops = 0
  #depth = 0
  #body = { deepest: 0, calls: new Map<string, number>() }
  readonly #bodies = new Map([['', this.#body]])

  /** From here on it is the body of a macro. */
  macro(name: string): void {
    this.#body = { deepest: 0, calls: new Map() }
    this.#bodies.set(name, this.#body)
  }

  enter(): void {
    this.#depth++
    this.#body.deepest = Math.max(this.#body.deepest, this.#depth)
  }

  leave(): void {
    this.#depth--
  }

  /** A macro is called here: what is inside of it is one deeper. */
  call(name: string): void {
    this.#body.calls.set(name, Math.max(this.#body.calls.get(name) ?? 0, this.#depth + 1))
  }

  result(instructions: number): Complexity {
    const known = new Map<string, number>()
    const depthOf = (name: string): number => {
      const body = this.#bodies.get(name)
      let depth = known.get(name) ?? body?.deepest ?? 0
      if (!known.has(name)) for (const [callee, at] of body?.calls ?? []) depth = Math.max(depth, at + depthOf(callee))
      known.set(name, depth)
      return depth
    }
    return { instructions, depth: depthOf(''), branches: this.branches, loops: this.loops, macros: this.#bodies.size - 1 }
  }
}
