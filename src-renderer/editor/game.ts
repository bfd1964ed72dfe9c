import { useCall } from '../api/useCall.ts'
import { useRun } from '../state/run.ts'
import { useRemembered } from '../state/remembered.ts'
import type { Game } from '../api/contract.ts'

const isText = (value: unknown): value is string => typeof value === 'string'

export interface GameChoice {
  games: readonly Game[]
  /** the game scripts are checked against and new runs play; null while there is none */
  game: Game | null
  choose: (id: string) => void
}

/** The game of the selected run, else the one chosen last, else the first. */
export function useGame(): GameChoice {
  const ofRun = useRun((state) => state.detail?.metadata.rom.sha256 ?? null)
  const [chosen, choose] = useRemembered('game', '', isText)
  const games = useCall('games.list', {}).data ?? NONE
  const find = (id: string | null): Game | undefined => games.find((one) => one.id === id)
  return { games, game: find(ofRun) ?? find(chosen) ?? games[0] ?? null, choose }
}
const NONE: readonly Game[] = []
