import { memoryAction } from '../run/index.ts'

const GIGABYTE = 1e9

/** What is done about the memory that the workers of an experiment take together. */
export type MemoryOrder =
  | { kind: 'none' }
  /** so many runs may be played at the same time from now on */
  | { kind: 'workers'; workers: number; note: string }
  /** even one run alone takes too much */
  | { kind: 'stop'; message: string }

/**
 * Keeps workers within the memory they may take together: one fewer while that is nearly used up, one more when there is room
 * again. With a single worker left there is nothing to reduce; then the experiment has to stop.
 */
export class WorkerMemory {
  readonly #workers: number
  readonly #limit: number

  /** @param limitGb of each worker */
  constructor(workers: number, limitGb: number) {
    this.#workers = workers
    this.#limit = workers * limitGb * GIGABYTE
  }

  /**
   * @param used bytes that the process takes
   * @param present runs that may be played at the same time now
   * @param playing runs that are played now: more than `present` while an order has not taken effect yet
   */
  look(used: number, present: number, playing: number): MemoryOrder {
    if (playing > present) return { kind: 'none' }
    const action = memoryAction(used, this.#limit)
    if (action === 'critical' && present > 1) return { kind: 'workers', workers: present - 1, note: this.#note(present - 1, used) }
    if (action === 'critical' && used > this.#limit) {
      return { kind: 'stop', message: `memory: one run alone takes ${megabytes(used)} of the ${megabytes(this.#limit)} that all workers may take` }
    }
    if (action === 'none' && present < this.#workers) return { kind: 'workers', workers: present + 1, note: this.#note(present + 1, used) }
    return { kind: 'none' }
  }

  #note(workers: number, used: number): string {
    if (workers === this.#workers) return `${workers}, since there is memory again`
    return `${workers} of ${this.#workers}: memory is short, ${megabytes(used)} of ${megabytes(this.#limit)} are used`
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}
