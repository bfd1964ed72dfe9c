import { asPtpError, type PtpError } from '../../../src-preload/contract/index.ts'
import { Desk } from '../../api/index.ts'
import { startDashboard } from '../../dashboard/index.ts'
import { Workbench } from '../../workbench.ts'
import { centralDbFor } from '../delivery.ts'
import { log } from '../log.ts'
import { print } from '../output.ts'
import type { GlobalOptions } from '../flags.ts'

interface DashboardFlags extends GlobalOptions {
  host: string
  port: number
  /** false with --no-token */
  token: boolean
  allowHost: string[]
}

/** Serves the workbench to browsers until Ctrl-C; then stops what plays and closes everything. */
export async function dashboard(flags: DashboardFlags): Promise<void> {
  const workbench = new Workbench({ ...(flags.home ? { home: flags.home } : {}), ...centralDbFor(flags) })
  const desk = new Desk(workbench, 'browser')
  try {
    const { host, port, token, allowHost } = flags
    const served = await startDashboard(desk, { host, port, token, names: allowHost })
    if (!token && !['127.0.0.1', 'localhost', '::1'].includes(host)) {
      process.stderr.write('ptp: there is no token: everybody who reaches this address can use the workbench\n')
    }
    print(flags, { url: served.url }, ['PTP Workbench is at', `  ${served.url}`, ...(flags.quiet ? [] : ['Ctrl-C ends it; runs are stopped cleanly.'])])
    const failure = await over()
    if (failure) {
      process.exitCode = 1
      log().warning(`emergency shutdown: ${failure.message}`)
      await desk.shutDown(failure.message)
    } else if (!flags.quiet && !flags.json) process.stderr.write('\nstopping…\n')
    await served.close()
  } finally {
    await desk.close()
  }
}

/**
 * Waits for Ctrl-C or a request to end, of which a second one ends the process at once, or for an error that nobody caught.
 * @returns that error, null where it was asked to end
 */
function over(): Promise<PtpError | null> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(null))
    for (const kind of ['uncaughtException', 'unhandledRejection'] as const) process.on(kind, (error: unknown) => resolve(asPtpError(error)))
  })
}
