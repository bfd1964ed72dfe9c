/** Milliseconds between two beats. */
export const BEAT = 125

const waiting = new Set<() => void>()
let timer: ReturnType<typeof setTimeout> | undefined
let hurried = false

/**
 * Has `work` done with the next beat, together with all else that waits for it: whatever changes all the time is brought up
 * to date so often and no more, and the page is drawn once for everything. The same function waits only once.
 * @returns a function that takes it back
 */
export function onBeat(work: () => void): () => void {
  waiting.add(work)
  timer ??= setTimeout(beat, BEAT - (performance.now() % BEAT))
  return () => waiting.delete(work)
}

/**
 * As {@link onBeat} while a run goes as fast as it can, which every drawing of the page takes some of its pace from; else has it
 * done at once.
 */
export function whenCalm(work: () => void): void {
  if (hurried) onBeat(work)
  else work()
}

/** True while a run on screen goes as fast as it can. */
export function isHurried(): boolean {
  return hurried
}

/** Told by who knows of the run. */
export function setHurried(on: boolean): void {
  hurried = on
}

function beat(): void {
  timer = undefined
  const due = [...waiting]
  waiting.clear()
  for (const work of due) {
    try {
      work()
    } catch (error) {
      // Said as if it had failed by itself; the others are done all the same.
      reportError(error)
    }
  }
}
