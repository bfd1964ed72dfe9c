import type { Game, ScriptSummary } from '../api/contract.ts'

/** @returns the script of a first try, of those that come with the workbench */
export function bundledScript(scripts: readonly ScriptSummary[]): ScriptSummary | undefined {
  const bundled = scripts.filter((one) => one.bundled)
  return bundled.find((one) => /demo|tour|first/i.test(one.name)) ?? bundled[0]
}

/** @returns the game and the script of a first try, of those that come with the workbench */
export function bundledChoice(games: readonly Game[], scripts: readonly ScriptSummary[]): { game: Game; script: ScriptSummary } | null {
  const game = games.find((one) => one.bundled)
  const script = bundledScript(scripts)
  return game === undefined || script === undefined ? null : { game, script }
}
