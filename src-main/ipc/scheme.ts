import { protocol } from 'electron'
import { asPtpError, DESKTOP, PtpError, serializeError } from '../../src-preload/contract/index.ts'
import { fileOfPage, pageHeaders, statusOfError } from '../page/index.ts'
import type { Engine } from './engine.ts'

const ENGINE_HEADERS = {
  // The pictures are of another host than the page, which reads some of them with their headers.
  'access-control-allow-origin': DESKTOP.page,
  'access-control-expose-headers': 'x-ptp-serial, x-ptp-tick',
  'x-content-type-options': 'nosniff',
}

/** Makes our scheme one that pages can live under. Electron wants it before it is ready. */
export function claimScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: DESKTOP.scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true } },
  ])
}

/** Serves the page's files and the engine's pictures. @param page folder of the built page */
export function serveScheme(desk: Engine, page: string): void {
  protocol.handle(DESKTOP.scheme, async (request) => {
    const { host, pathname, search } = new URL(request.url)
    try {
      if (request.method !== 'GET') throw new PtpError('bad-input', `${request.method} is not answered here`)
      if (`${DESKTOP.scheme}://${host}` === DESKTOP.pictures) return await picture(desk, pathname + search)
      if (`${DESKTOP.scheme}://${host}` === DESKTOP.page) return await pageFile(page, pathname)
      throw new PtpError('not-found', `there is nothing at ${request.url}`)
    } catch (error) {
      const known = asPtpError(error)
      return Response.json({ error: serializeError(known) }, { status: statusOfError(known), headers: ENGINE_HEADERS })
    }
  })
}

async function picture(desk: Engine, path: string): Promise<Response> {
  const { status, type, headers, body } = await desk.picture(path)
  // Bytes may lie in memory that is shared with a worker, which a Response does not take.
  return new Response(body === null ? null : Uint8Array.from(body), { status, headers: { ...headers, ...ENGINE_HEADERS, 'content-type': type } })
}

async function pageFile(dir: string, pathname: string): Promise<Response> {
  const file = await fileOfPage(dir, pathname)
  if (!file) throw new PtpError('not-found', `the page has no file ${pathname}`)
  return new Response(Uint8Array.from(file.body), { headers: { ...pageHeaders(DESKTOP.pictures), 'content-type': file.type } })
}
