/**
 * The one hierarchy of errors. `kind` decides what the engine does about it:
 * transient: retried with back-off · recoverable: the emulator is replaced and the run resumes
 * from its last snapshot · fatal: a clean stop, everything flushed, the next step told.
 */
export type ErrorKind = 'transient' | 'recoverable' | 'fatal'

/** What went wrong, as a stable word that programs can test for. */
export type ErrorCode =
  | 'bad-input' // an argument, flag or call does not have the asked form
  | 'not-found' // a file, run, snapshot, tick… is not there
  | 'bad-rom' // a file that is no Game Boy ROM
  | 'bad-profile' // a game profile with mistakes in it
  | 'bad-script' // a script that does not compile
  | 'script-failed' // an EXPECT that did not hold, a GOTO without a way…
  | 'bad-snapshot' // cut, altered, of an unknown version
  | 'foreign-snapshot' // of another ROM or another core
  | 'bad-run' // a run directory that cannot be read
  | 'newer-format' // written by a later version of the workbench
  | 'diverged' // a replay that did not reach the recorded state
  | 'emulator-crashed'
  | 'emulator-hung'
  | 'emulator-gone'
  | 'busy' // held by somebody else
  | 'disk-full'
  | 'storage' // the disk or the database refused
  | 'cancelled'
  | 'internal' // a mistake of ours

export interface ErrorFields {
  kind?: ErrorKind
  /** What the person can do now, one sentence. */
  hint?: string
  /** JSON-able facts: the file, the line, the tick… */
  details?: Record<string, unknown>
  cause?: unknown
}

/** An error as it crosses a process or a socket. */
export interface SerializedError {
  code: ErrorCode
  kind: ErrorKind
  message: string
  hint?: string
  details?: Record<string, unknown>
}

const defaultKind: Partial<Record<ErrorCode, ErrorKind>> = {
  'emulator-crashed': 'recoverable',
  'emulator-hung': 'recoverable',
  'emulator-gone': 'recoverable',
  busy: 'transient',
}

/** Every error the engine throws on purpose. */
export class PtpError extends Error {
  readonly code: ErrorCode
  readonly kind: ErrorKind
  readonly hint: string | undefined
  readonly details: Record<string, unknown> | undefined

  constructor(code: ErrorCode, message: string, fields: ErrorFields = {}) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause })
    this.name = 'PtpError'
    this.code = code
    this.kind = fields.kind ?? defaultKind[code] ?? 'fatal'
    this.hint = fields.hint
    this.details = fields.details
  }
}

/** @returns the error in a form that survives JSON and structured clone */
export function serializeError(error: unknown): SerializedError {
  if (error instanceof PtpError) {
    const out: SerializedError = { code: error.code, kind: error.kind, message: error.message }
    if (error.hint !== undefined) out.hint = error.hint
    if (error.details !== undefined) out.details = error.details
    return out
  }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'internal', kind: 'fatal', message }
}

/** The other half of {@link serializeError}. */
export function parseError(error: SerializedError): PtpError {
  const fields: ErrorFields = { kind: error.kind }
  if (error.hint !== undefined) fields.hint = error.hint
  if (error.details !== undefined) fields.details = error.details
  return new PtpError(error.code, error.message, fields)
}

/** @returns `error` itself if it is one of ours, else an `internal` error around it */
export function asPtpError(error: unknown): PtpError {
  if (error instanceof PtpError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new PtpError('internal', message, { cause: error })
}
