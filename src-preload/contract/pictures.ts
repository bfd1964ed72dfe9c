/**
 * Pictures come by URL, below the transport's base. All are PNG or JPEG of 160×144 pixels unless said otherwise.
 */
export const pictureUrl = {
  /** A recorded screenshot. */
  shot: (run: string, id: string): string => `/pictures/${run}/shots/${id}`,
  /** A recorded screenshot at 80×72. */
  thumbnail: (run: string, id: string): string => `/pictures/${run}/thumbs/${id}`,
  /** Exactly this tick, by seeking there. */
  exact: (run: string, branch: number, tick: number): string => `/pictures/${run}/exact/${branch}/${tick}`,
  /** Pixels that differ between two ticks, in red over a faded picture of the first. */
  diff: (run: string, a: { branch: number; tick: number }, b: { run: string; branch: number; tick: number }): string =>
    `/pictures/${run}/diff/${a.branch}/${a.tick}/${b.run}/${b.branch}/${b.tick}`,
  /** A cell of a search that explores: the `best` or the `newest` of those it tells, by its number. Gone some seconds after another one is told. */
  search: (run: string, which: 'best' | 'newest', number: number): string => `/pictures/${run}/search/${which}/${number}`,
  /**
   * The newest picture of a live run, once it is another than the one `after` names (waits at most 1 s, then 204).
   * Raw RGBA, 160×144×4 bytes; the header `x-ptp-serial` is what to give as `after` next time, `x-ptp-tick` the
   * newest tick recorded when it was shown. The client pulls
   * the next one when it has shown this one, so a slow screen never slows a run.
   */
  live: (run: string, after: number): string => `/pictures/${run}/live?after=${after}`,
} as const
