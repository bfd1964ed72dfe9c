import { z } from 'zod'
import { detailSchema, refusalSchema } from '../emulator/index.ts'
import { VERSION } from '../version.ts'
import type { Route } from './http.ts'

type Json = Record<string, unknown>

/** @returns the OpenAPI 3.1 description of the routes */
export function describeRoutes(routes: readonly Route[]): Json {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const { method, path, summary, query = {}, takes, gives, refuse } = route
    const operation: Json = {
      summary,
      operationId: `${method.toLowerCase()}${path.replace(/[/_.](\w)/g, (_, letter: string) => letter.toUpperCase())}`,
      parameters: Object.entries(query).map(([name, description]) => ({ name, in: 'query', required: false, description, schema: { type: 'string' } })),
      responses: {
        200: { description: 'done', content: contentOf(gives, 'output', schemas) },
        ...(path === '/health' ? { 503: { description: 'the machine died', content: contentOf(gives, 'output', schemas) } } : {}),
        default: { description: 'refused, with the reason', content: contentOf({ 'application/json': refuse ? detailSchema : refusalSchema }, 'output', schemas) },
      },
    }
    if (takes) operation['requestBody'] = { required: !('application/json' in takes), content: contentOf(takes, 'input', schemas) }
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'PTP Workbench gym server',
      version: VERSION,
      description: 'One console behind HTTP: the workbench’s own protocol, exact to the frame, and the interface of pokemon-gym servers.',
    },
    paths,
    components: { schemas },
  }
}

function contentOf(kinds: Readonly<Record<string, z.ZodType | string>>, io: 'input' | 'output', schemas: Json): Json {
  return Object.fromEntries(Object.entries(kinds).map(([type, kind]) => [
    type, { schema: typeof kind === 'string' ? { type: 'string', format: 'binary', description: kind } : schemaOf(kind, io, schemas) },
  ]))
}

/** The schema, with those it refers to put where all of the description finds them. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const text = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' })).replaceAll('"#/$defs/', '"#/components/schemas/')
  const { $schema: _, $defs = {}, ...own } = JSON.parse(text) as Json & { $defs?: Json }
  Object.assign(schemas, $defs)
  const { id } = own
  if (typeof id !== 'string') return own
  schemas[id] = own
  return { $ref: `#/components/schemas/${id}` }
}
