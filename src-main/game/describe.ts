import type { GameState } from '../../src-preload/contract/index.ts'

/** One short line for people: `Route 1 (12, 7)`, `battle vs PIDGE Lv 3`. */
export function describeState(state: GameState): string {
  const { battle, dialog, location, screen, x, y } = state
  if (battle !== null) {
    const trainer = battle.trainer === null ? '' : `${battle.trainer}'s `
    return `battle vs ${trainer}${battle.enemy.species} Lv ${battle.enemy.level}`
  }
  if (screen === 'title' || screen === 'ending') return `${screen} screen`
  if (location === '') return screen === 'unknown' ? '' : screen
  const place = `${location} (${x}, ${y})`
  if (screen === 'dialog' && dialog !== null && dialog !== '') return `${place}: "${dialog}"`
  return screen === 'menu' || screen === 'pause' ? `${place}, ${screen}` : place
}
