/**
 * Colours of tokens as a canvas needs them, in the theme that is shown now.
 * @param at an element of the page; tokens are read as they hold there
 */
export function readColors<T extends string>(at: HTMLElement, tokens: readonly T[]): Record<T, string> {
  const probe = document.createElement('span')
  at.append(probe)
  const style = getComputedStyle(probe)
  const colors = {} as Record<T, string>
  for (const token of tokens) {
    probe.style.color = `var(${token})`
    colors[token] = style.color
  }
  probe.remove()
  return colors
}
