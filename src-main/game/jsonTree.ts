/** A place in a text: offsets in UTF-16 units. */
export interface Span {
  from: number
  to: number
}

/** A JSON value that knows where it stands in its text. */
export type JsonNode = Span &
  (
    | { kind: 'object'; entries: readonly JsonEntry[] }
    | { kind: 'array'; items: readonly JsonNode[] }
    | { kind: 'value'; value: string | number | boolean | null }
  )

export interface JsonEntry {
  key: string
  keySpan: Span
  value: JsonNode
}

/** What is wrong with a JSON text, and where. */
export class JsonMistake extends Error {
  readonly span: Span
  readonly expected: string

  constructor(message: string, span: Span, expected: string) {
    super(message)
    this.name = 'JsonMistake'
    this.span = span
    this.expected = expected
  }
}

const MAX_DEPTH = 64

/**
 * Reads strict JSON, keeping the place of every value.
 * @throws JsonMistake at the first thing that is no JSON
 */
export function parseJsonTree(text: string): JsonNode {
  const reader = new JsonReader(text)
  const root = reader.value(0)
  reader.end()
  return root
}

/** @returns the plain value of a tree, as JSON.parse gives it */
export function plainValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'value':
      return node.value
    case 'array':
      return node.items.map(plainValue)
    case 'object':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]))
  }
}

/** @returns the node at a path, or the nearest one above it that exists */
export function nodeAt(root: JsonNode, path: readonly PropertyKey[]): JsonNode {
  let node = root
  for (const step of path) {
    let next: JsonNode | undefined
    if (node.kind === 'array') next = node.items[Number(step)]
    else if (node.kind === 'object') next = node.entries.findLast(({ key }) => key === String(step))?.value
    if (next === undefined) return node
    node = next
  }
  return node
}

class JsonReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(depth: number): JsonNode {
    this.#space()
    if (depth > MAX_DEPTH) throw this.#mistake(`values are nested more than ${MAX_DEPTH} deep`, 1, 'fewer levels')
    const char = this.#text[this.#at]
    if (char === '{') return this.#object(depth)
    if (char === '[') return this.#array(depth)
    const from = this.#at
    if (char === '"') {
      const value = this.#string()
      return { kind: 'value', value, from, to: this.#at }
    }
    return this.#word()
  }

  end(): void {
    this.#space()
    if (this.#at < this.#text.length) throw this.#mistake(`${this.#seen()} after the end of the profile`, 1, 'the end of the file')
  }

  #object(depth: number): JsonNode {
    const from = this.#at++
    const entries: JsonEntry[] = []
    this.#space()
    if (this.#take('}')) return { kind: 'object', entries, from, to: this.#at }
    for (;;) {
      this.#space()
      if (this.#text[this.#at] !== '"') throw this.#mistake(`${this.#seen()} where a name should stand`, 1, 'a name in double quotes')
      const keyFrom = this.#at
      const key = this.#string()
      const keySpan = { from: keyFrom, to: this.#at }
      this.#space()
      if (!this.#take(':')) throw this.#mistake(`${this.#seen()} after the name "${key}"`, 1, 'a colon')
      entries.push({ key, keySpan, value: this.value(depth + 1) })
      this.#space()
      if (this.#take('}')) return { kind: 'object', entries, from, to: this.#at }
      if (!this.#take(',')) throw this.#mistake(`${this.#seen()} after the value of "${key}"`, 1, 'a comma or }')
    }
  }

  #array(depth: number): JsonNode {
    const from = this.#at++
    const items: JsonNode[] = []
    this.#space()
    if (this.#take(']')) return { kind: 'array', items, from, to: this.#at }
    for (;;) {
      items.push(this.value(depth + 1))
      this.#space()
      if (this.#take(']')) return { kind: 'array', items, from, to: this.#at }
      if (!this.#take(',')) throw this.#mistake(`${this.#seen()} in a list`, 1, 'a comma or ]')
    }
  }

  #string(): string {
    // A JSON string ends at the first quote that is not escaped; JSON.parse then decides about its inside.
    const match = /"(?:[^"\\]|\\.)*"/sy
    match.lastIndex = this.#at
    const found = match.exec(this.#text)
    if (found === null) throw this.#mistake('a text without its closing quote', 1, 'a double quote at its end')
    try {
      const value: unknown = JSON.parse(found[0])
      this.#at += found[0].length
      return String(value)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw this.#mistake('a text with a line break or an unknown escape in it', found[0].length, 'escapes such as \\n, \\" or \\u0041')
    }
  }

  #word(): JsonNode {
    const match = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y
    match.lastIndex = this.#at
    const found = match.exec(this.#text)
    if (found === null) throw this.#mistake(`${this.#seen()} where a value should stand`, 1, 'a value: "text", a number, true, false, null, { or [')
    const from = this.#at
    this.#at += found[0].length
    const value: unknown = JSON.parse(found[0])
    return { kind: 'value', value: typeof value === 'boolean' || typeof value === 'number' ? value : null, from, to: this.#at }
  }

  #space(): void {
    for (;;) {
      const char = this.#text[this.#at]
      if (char !== ' ' && char !== '\n' && char !== '\t' && char !== '\r') return
      this.#at++
    }
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #seen(): string {
    const char = this.#text[this.#at]
    return char === undefined ? 'the end of the file' : `'${char}'`
  }

  #mistake(message: string, length: number, expected: string): JsonMistake {
    const to = Math.min(this.#text.length, this.#at + length)
    return new JsonMistake(message, { from: Math.min(this.#at, to), to }, expected)
  }
}
