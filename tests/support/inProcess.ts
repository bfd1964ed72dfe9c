import { vi } from 'vitest'
import { main } from '../../src-main/cli/program.ts'
import { words } from './publishedLines.ts'

/** What a command said while it was carried out. */
export interface Told {
  code: number
  out: () => string
  err: () => string
}

/**
 * Carries out `ptp …` in this process, by the same entry that the program has. One at a time prints; a second one may go on beside it,
 * and what it prints comes among the words of the first.
 */
export class InProcess {
  #out = ''
  #err = ''
  readonly #spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => this.#take('out', text)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => this.#take('err', text)),
  ]

  /** @param line after `ptp`, as it would be typed */
  async run(line: string): Promise<{ code: number; out: string; err: string }> {
    this.#out = ''
    this.#err = ''
    process.exitCode = undefined
    await main(['node', 'ptp', ...words(line)])
    const code = Number(process.exitCode ?? 0)
    process.exitCode = undefined
    return { code, out: this.#out, err: this.#err }
  }

  /** What was printed since the last command began. */
  get printed(): string {
    return this.#out + this.#err
  }

  close(): void {
    for (const spy of this.#spies) spy.mockRestore()
  }

  #take(where: 'out' | 'err', text: string | Uint8Array): boolean {
    const told = typeof text === 'string' ? text : Buffer.from(text).toString()
    if (where === 'out') this.#out += told
    else this.#err += told
    return true
  }
}

/** Asks this process to stop, as Ctrl-C does. */
export function pressCtrlC(): void {
  process.emit('SIGINT')
}
