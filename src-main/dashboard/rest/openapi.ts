import type { OpenAPIV3_1 } from 'openapi-types'
import { z } from 'zod'
import { VERSION } from '../../version.ts'
import { PREFIX, type Endpoint } from './endpoint.ts'
import { errorSchema } from './schemas.ts'

/** The interface as an OpenAPI 3.1 document, made of the schemas that requests are checked by. */
export function openApiOf(endpoints: readonly Endpoint[]): OpenAPIV3_1.Document {
  const paths: OpenAPIV3_1.PathsObject = {}
  for (const one of endpoints) {
    const path = PREFIX + one.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operationOf(one) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'PTP Workbench', version: VERSION, description: 'Watching and steering runs from other programs. Several live runs are told apart by `run`.' },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'the token that was printed with the address' },
        token: { type: 'apiKey', in: 'query', name: 'token' },
      },
      schemas: { Error: jsonSchema(errorSchema) },
    },
  }
}

function operationOf(one: Endpoint): OpenAPIV3_1.OperationObject {
  const failure = { description: 'What went wrong and what to do', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } }
  return {
    operationId: `${one.method.toLowerCase()}${one.path.replaceAll(/[/:]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: one.summary,
    ...(one.about === undefined ? {} : { description: one.about }),
    parameters: [...parametersOf(one.params, 'path'), ...parametersOf(one.query, 'query')],
    ...(one.body ? { requestBody: { content: { 'application/json': { schema: jsonSchema(one.body) } } } } : {}),
    responses: { 200: { description: 'OK', content: contentOf(one.response) }, 400: failure, 401: { description: 'No token, or not the right one' }, 404: failure, 429: { description: 'Too many requests' } },
  }
}

function contentOf(response: Endpoint['response']): Record<string, OpenAPIV3_1.MediaTypeObject> {
  if (typeof response === 'string') return { [response]: { schema: { type: 'string', format: 'binary' } } }
  return { 'application/json': { schema: jsonSchema(response) } }
}

function parametersOf(schema: z.ZodObject, where: 'path' | 'query'): OpenAPIV3_1.ParameterObject[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property as { description?: string }
    // What is converted from text is shown as what it becomes.
    const shown = Object.keys(rest).length === 0 ? { type: 'string' as const } : rest
    const parameter: OpenAPIV3_1.ParameterObject = { name, in: where, required: where === 'path' || required.includes(name), schema: shown as OpenAPIV3_1.ParameterObject['schema'] & object }
    if (description !== undefined) parameter.description = description
    return parameter
  })
}

function jsonSchema(schema: z.ZodType): OpenAPIV3_1.SchemaObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })
  // Both speak JSON Schema 2020-12.
  return rest as OpenAPIV3_1.SchemaObject
}
