// The app's side of the line to the test: runs a function of the test with `electron`, as Playwright's `_electron` does.
import { runInThisContext } from 'node:vm'
import * as electron from './electron.ts'

interface Question {
  id: number
  source: string
  argument: unknown
}

process.on('message', ({ id, source, argument }: Question) => {
  const run = async (): Promise<unknown> => (runInThisContext(`(${source})`) as (e: typeof electron, a: unknown) => unknown)(electron, argument)
  run().then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
process.on('disconnect', () => electron.app.exit(1))
void electron.endpoint.then((endpoint) => process.send?.({ endpoint }))
