import type { OpenAPIV3_1 } from 'openapi-types'

/** The reference for people: one page, made of the OpenAPI document, that loads nothing. */
export function referenceOf({ info, paths = {} }: OpenAPIV3_1.Document): string {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    (['get', 'post', 'patch', 'delete'] as const).flatMap((method) => {
      const operation = item?.[method]
      return operation ? [sectionOf(method, path, operation)] : []
    }),
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(info.title)}: interface</title><meta name="viewport" content="width=device-width">
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
h2 { font: 600 1rem ui-monospace, monospace; margin: 2.2rem 0 .2rem } code, pre { font: 13px/1.45 ui-monospace, monospace }
pre { overflow: auto; max-height: 24rem; border: 1px solid #8884; padding: .6rem; border-radius: 4px } td { padding: .1rem .8rem .1rem 0; vertical-align: top }
.method { color: #1a7f4b } summary { cursor: pointer }
</style></head><body>
<h1>${escape(info.title)} ${escape(info.version)}: interface</h1>
<p>${text(info.description)}</p>
<p>Send the token that was printed with the address: <code>Authorization: Bearer TOKEN</code>, or <code>?token=TOKEN</code>.
The machine-readable form of this page is <a href="/api/openapi.json">/api/openapi.json</a>; <code>/metrics</code> is for Prometheus.
Live events come over a WebSocket at <code>/api/v1/live?run=RUN</code>: one JSON object a message, the newest state of the run at most twelve times a second.</p>
${operations.join('\n')}
</body></html>
`
}

function sectionOf(method: string, path: string, operation: OpenAPIV3_1.OperationObject): string {
  const parameters = (operation.parameters ?? []).flatMap((parameter) => ('name' in parameter ? [parameter] : []))
  const rows = parameters.map(({ name, description, schema }) => `<tr><td><code>${escape(name)}</code></td><td><code>${escape(typeOf(schema))}</code></td><td>${text(description)}</td></tr>`)
  const answer = operation.responses?.['200']
  const content = answer && 'content' in answer ? Object.entries(answer.content ?? {}) : []
  const shown = content.map(([type, { schema }]) => (type === 'application/json' ? `<details><summary>gives <code>${type}</code></summary><pre>${escape(JSON.stringify(schema, null, 1))}</pre></details>` : `<p>gives <code>${escape(type)}</code></p>`))
  return `<section><h2><span class="method">${method.toUpperCase()}</span> ${escape(path)}</h2>
<p>${text(operation.summary)}. ${text(operation.description)}</p>
${rows.length > 0 ? `<table>${rows.join('')}</table>` : ''}${shown.join('')}</section>`
}

function typeOf(schema: unknown): string {
  const { type, enum: values, default: value } = (schema ?? {}) as { type?: string; enum?: string[]; default?: unknown }
  return `${values ? values.join(' | ') : (type ?? 'string')}${value === undefined ? '' : ` = ${String(value)}`}`
}

function text(words: string | undefined): string {
  return escape(words ?? '').replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
