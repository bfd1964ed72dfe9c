import type { PtpError } from '../../src-preload/contract/index.ts'

/** @returns the HTTP status that tells what kind of error it was */
export function statusOfError({ code }: PtpError): number {
  if (code === 'not-found') return 404
  if (code === 'bad-input') return 400
  return code === 'busy' ? 503 : 500
}
