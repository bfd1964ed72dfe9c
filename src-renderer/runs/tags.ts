/** @returns tags of a text separated by commas: trimmed, each once, at most 50 of at most 50 characters */
export function parseTags(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim().slice(0, 50))
  return [...new Set(tags)].filter((tag) => tag !== '').slice(0, 50)
}
