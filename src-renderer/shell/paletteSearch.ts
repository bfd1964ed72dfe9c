/** Something the palette can offer. */
export interface Choice {
  id: string
  title: string
  group: string
}

/**
 * Keeps what fits the typed text: all its words must occur, at word starts best.
 * @returns the fitting choices, the best first; all of them, in order, for no text
 */
export function searchChoices<C extends Choice>(choices: readonly C[], text: string): C[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return [...choices]
  return choices
    .map((choice, at) => ({ choice, at, score: scoreOf(`${choice.title} ${choice.group}`.toLowerCase(), words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .map(({ choice }) => choice)
}

function scoreOf(text: string, words: readonly string[]): number {
  let score = 0
  for (const word of words) {
    const at = text.indexOf(word)
    if (at < 0) return 0
    const startsWord = at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ')
    score += startsWord ? (at === 0 ? 4 : 3) : 1
  }
  return score
}
