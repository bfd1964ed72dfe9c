/**
 * The first Ctrl-C (or request to end) aborts the signal, so that work can end cleanly; a second one gives up at once.
 * @param visible whether to say so
 */
export function untilInterrupted(visible: boolean): { signal: AbortSignal; stop: () => void } {
  const abort = new AbortController()
  const interrupt = (): void => {
    if (abort.signal.aborted) process.exit(130)
    abort.abort()
    if (visible) process.stderr.write('\nstopping: everything is being written (Ctrl-C again to give up)\n')
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, interrupt)
  return {
    signal: abort.signal,
    stop: () => {
      for (const signal of signals) process.off(signal, interrupt)
    },
  }
}
