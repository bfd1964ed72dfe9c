import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { z } from 'zod'
import { PtpError } from '../../../src-preload/contract/index.ts'

const roundSchema = z.tuple([z.number().int().min(0), z.array(z.number().int().min(0))])

/**
 * Which explorations of each round found something. With the plan it is enough to come by the same archive again:
 * the others need not be played. A round whose line was cut off is explored anew.
 */
export class Journal {
  readonly #file: string
  readonly #known: readonly (readonly number[])[]
  #handle: number | null

  private constructor(file: string, known: readonly (readonly number[])[]) {
    this.#file = file
    this.#known = known
    this.#handle = openSync(file, 'a')
  }

  /** @throws PtpError `bad-run` when the rounds in it are not those of a search */
  static open(file: string): Journal {
    if (!existsSync(file)) return new Journal(file, [])
    const text = readFileSync(file, 'utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole))
    const rounds = whole.split('\n').filter((line) => line !== '').map((line, i) => {
      const parsed = roundSchema.safeParse(safeJson(line))
      if (!parsed.success || parsed.data[0] !== i) {
        throw new PtpError('bad-run', `${file}: line ${i + 1} is not round ${i} of a search`, { hint: 'remove the file: the search then begins anew and finds the same' })
      }
      return parsed.data[1]
    })
    return new Journal(file, rounds)
  }

  /** Rounds it knows. */
  get rounds(): number {
    return this.#known.length
  }

  /** @returns the explorations of a round that found something, null for a round that is not known */
  fruitful(round: number): readonly number[] | null {
    return this.#known[round] ?? null
  }

  /** @throws PtpError `storage` */
  add(round: number, fruitful: readonly number[]): void {
    if (this.#handle === null || round < this.#known.length) return
    try {
      writeSync(this.#handle, `${JSON.stringify([round, fruitful])}\n`)
    } catch (cause) {
      throw new PtpError('storage', `${this.#file} cannot be written: ${String(cause)}`, { hint: 'make room on the disk; the search can be resumed', cause })
    }
  }

  close(): void {
    if (this.#handle !== null) closeSync(this.#handle)
    this.#handle = null
  }
}

function safeJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
