/** Files the engine made come by URL too, below the transport's base, to be kept by the browser as downloads. */
export const fileUrl = {
  /** The `index`-th file of a job that is done: of an export, a bundle, a report. */
  ofJob: (job: string, index: number): string => `/files/jobs/${encodeURIComponent(job)}/${index}`,
  /** A file in the exports of a run, by its name: an exported snapshot. */
  ofRun: (run: string, name: string): string => `/files/runs/${encodeURIComponent(run)}/${encodeURIComponent(name)}`,
} as const
