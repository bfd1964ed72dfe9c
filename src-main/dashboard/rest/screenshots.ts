import { z } from 'zod'
import { pictureUrl, PtpError, type ScreenshotRow } from '../../../src-preload/contract/index.ts'
import type { Engine } from '../client.ts'
import { endpoint, PREFIX, runQuery, type Endpoint } from './endpoint.ts'
import { annotationsSchema, pageQuery, screenshotPageSchema, screenshotSchema } from './schemas.ts'

const idParams = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,80}$/, 'the id of a screenshot, or "latest"') })

export const screenshotEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/screenshots',
    summary: 'The screenshots of a run, page by page',
    query: runQuery.extend(pageQuery(20, 500)),
    response: screenshotPageSchema,
    handle: async ({ engine, query: { run: wanted, page, page_size } }) => {
      const run = engine.observe.which(wanted)
      const { rows, total } = await engine.observe.screenshots(run, (page - 1) * page_size, page_size)
      const screenshots = rows.map(({ id, timestamp, tick, screen_type }) => ({ id, timestamp, tick, screen_type, thumbnail_url: addressOf(run, id, 'thumbnail') }))
      return { screenshots, total_count: total, page, page_size }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/screenshots/diff',
    summary: 'What differs between two screenshots, in red over a faded picture of the first',
    about: 'The ticks of the two are compared exactly, so the game’s ROM must be here.',
    query: runQuery.extend({ a: idParams.shape.id, b: idParams.shape.id }),
    response: 'image/png',
    handle: async ({ engine, query, reply }) => {
      const run = engine.observe.which(query.run)
      const [a, b] = [await engine.observe.screenshot(run, query.a), await engine.observe.screenshot(run, query.b)]
      return sendPicture(engine, reply, pictureUrl.diff(run, a, { run, branch: b.branch, tick: b.tick }))
    },
  }),
  endpoint({
    method: 'GET',
    path: '/screenshots/:id',
    summary: 'What is known of a screenshot; the picture itself where an image is accepted',
    about: '`latest` is the last one of the line that is played.',
    params: idParams,
    response: screenshotSchema,
    handle: async ({ engine, params, query, request, reply }) => {
      const run = engine.observe.which(query.run)
      const row = await engine.observe.screenshot(run, params.id)
      return request.headers.accept?.startsWith('image/') ? sendPicture(engine, reply, pictureUrl.shot(run, row.id)) : describe(run, row)
    },
  }),
  ...(['image', 'thumbnail'] as const).map((which) =>
    endpoint({
      method: 'GET',
      path: `/screenshots/:id/${which}`,
      summary: which === 'image' ? 'The picture, as it was taken' : 'The picture at half its size',
      params: idParams,
      response: which === 'image' ? 'image/jpeg' : 'image/webp',
      handle: async ({ engine, params, query, reply }) => {
        const run = engine.observe.which(query.run)
        const { id } = await engine.observe.screenshot(run, params.id)
        return sendPicture(engine, reply, which === 'image' ? pictureUrl.shot(run, id) : pictureUrl.thumbnail(run, id), params.id === 'latest')
      },
    }),
  ),
]

function describe(run: string, row: ScreenshotRow & { annotations: unknown }): z.infer<typeof screenshotSchema> {
  const annotations = annotationsSchema.safeParse(row.annotations ?? {})
  return {
    screenshot_id: row.id,
    timestamp: row.timestamp,
    branch: row.branch,
    tick: row.tick,
    screen_type: row.screen_type,
    resolution: { width: 160, height: 144 },
    file_size_bytes: row.bytes,
    compression: row.format,
    quality: row.quality,
    image_url: addressOf(run, row.id, 'image'),
    thumbnail_url: addressOf(run, row.id, 'thumbnail'),
    annotations: annotations.success ? annotations.data : annotationsSchema.parse({}),
  }
}

/** Ids are those of a run, so the address says which. */
function addressOf(run: string, id: string, which: 'image' | 'thumbnail'): string {
  return `${PREFIX}/screenshots/${id}/${which}?run=${run}`
}

async function sendPicture(engine: Engine, reply: Parameters<Endpoint['handle']>[0]['reply'], url: string, changes = false): Promise<unknown> {
  const { headers, type, body } = await engine.picture(url)
  if (body === null) throw new PtpError('not-found', 'there is no such picture')
  return reply.headers(changes ? { 'cache-control': 'no-store' } : headers).type(type).send(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
}
