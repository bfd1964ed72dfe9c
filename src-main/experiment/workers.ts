/** What the machine has for workers. */
export interface Machine {
  cores: number
  /** free or easily freed memory, bytes */
  memory: number
}

const GIGABYTE = 1e9
/** What a worker takes at most in practice: an emulator, its records and their caches. */
const EXPECTED_GB = 0.5

/**
 * @param asked most that were asked for
 * @param limitGb most memory a worker may take
 * @returns how many runs may be played at the same time, and what bounds them, for people
 */
export function workerCount(asked: number, limitGb: number, { cores, memory }: Machine): { workers: number; note: string } {
  const room = Math.max(1, Math.floor(memory / GIGABYTE / Math.min(limitGb, EXPECTED_GB)))
  const workers = Math.max(1, Math.min(asked, cores, room))
  if (workers === asked) return { workers, note: `${asked} as asked` }
  const why = workers === Math.max(1, cores) && cores <= room ? `this machine has ${cores} ${cores === 1 ? 'core' : 'cores'}` : `there is memory for ${room}`
  return { workers, note: `${workers} of the ${asked} asked for: ${why}` }
}
