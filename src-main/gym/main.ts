import { asPtpError, PtpError } from '../../src-preload/contract/index.ts'
import { serveGym } from './serve.ts'
import { flagsOf, readGymSettings } from './settings.ts'

/** The gym server as a program of its own: what a container runs. */
try {
  const server = await serveGym(readGymSettings(flagsOf(process.argv.slice(2), process.env)))
  process.stdout.write(`gym server at ${server.url}\n`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void server.close().then(() => process.exit(0), fail)
    })
  }
} catch (error) {
  fail(error)
}

function fail(error: unknown): never {
  const { message, hint } = asPtpError(error)
  process.stderr.write(`gym server: ${message}\n${hint === undefined ? '' : `            ${hint}\n`}`)
  process.exit(error instanceof PtpError && error.code === 'internal' ? 1 : 2)
}
