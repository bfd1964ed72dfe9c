/** The core new runs are played on. Kept apart from the cores, so that naming one does not load it. */
export const DEFAULT_CORE = 'ptp-core'
