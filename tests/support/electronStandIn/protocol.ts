import type { Route } from 'playwright-core'
import { fromWeb, toWeb } from './addresses.ts'
import { strict } from './strict.ts'

type Answer = (request: Request) => Promise<Response>
const answers = new Map<string, Answer>()
const privileged = new Set<string>()
let ready = false

export const setReady = (): void => {
  ready = true
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: { scheme: string }[]): void {
    if (ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme } of schemes) privileged.add(scheme)
  },
  handle(scheme: string, answer: Answer): void {
    if (!ready) throw new Error('protocol.handle can only be used after the ready event')
    if (!privileged.has(scheme)) throw new Error(`${scheme} has no privileges`)
    answers.set(scheme, answer)
  },
})

/** Answers a page's request from the app's own scheme, with its headers, so that they really count. */
export async function fulfill(route: Route): Promise<void> {
  const request = route.request()
  const url = fromWeb(request.url())
  const answer = answers.get(new URL(url).protocol.slice(0, -1))
  if (!answer) throw new Error(`nothing answers ${url}`)
  const response = await answer(new Request(url, { method: request.method() }))
  const headers = Object.fromEntries([...response.headers].map(([name, value]) => [name, toWeb(value)]))
  await route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) })
}
