/** What PostgreSQL keeps neither in texts nor in JSON. */
const NUL = '\u0000'
/** Half of a pair, or a zero, as JSON writes it. */
const SUSPECT = /\\u(0000|d[89a-f])/i

/** @returns the text without what PostgreSQL does not take */
export function plainText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  const text = String(value)
  return text.includes(NUL) ? text.replaceAll(NUL, '\uFFFD') : text
}

/**
 * @param text JSON out of a run
 * @returns JSON that PostgreSQL takes; what is none is kept as a text
 */
export function plainJson(text: unknown): string | null {
  if (text === null || text === undefined) return null
  const json = plainText(text) ?? ''
  if (!SUSPECT.test(json) && isJson(json)) return json
  return JSON.stringify(isJson(json) ? withoutHalves(JSON.parse(json)) : withoutHalves(json))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

function withoutHalves(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll(NUL, '\uFFFD')
  if (Array.isArray(value)) return value.map(withoutHalves)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [String(withoutHalves(key)), withoutHalves(inner)]))
}
