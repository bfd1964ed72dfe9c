import type { GameState } from '../../../src-preload/contract/index.ts'
import type { PokemonGymEvaluation } from '../../emulator/index.ts'
import type { GameProfile } from '../../game/index.ts'

/** Most different names that are remembered of each kind; games have fewer. */
const MOST = 2000

/** What a session has come to: the milestones of the game's profile, and what was met on the way. What was reached stays. */
export class Score {
  readonly #profile: GameProfile
  readonly #reached = new Map<string, number>()
  readonly #pokemon = new Set<string>()
  readonly #badges = new Set<string>()
  readonly #locations = new Set<string>()
  #last: GameState | null = null

  constructor(profile: GameProfile) {
    this.#profile = profile
  }

  get points(): number {
    let points = 0
    for (const each of this.#reached.values()) points += each
    return points
  }

  get counts(): { pokemon_count: number; badges_count: number; locations_count: number } {
    return { pokemon_count: this.#pokemon.size, badges_count: this.#badges.size, locations_count: this.#locations.size }
  }

  /** Looks at a state; the same one again costs nothing. */
  see(state: GameState): void {
    if (state === this.#last) return
    this.#last = state
    for (const { name, points, reached } of this.#profile.milestones) if (!this.#reached.has(name) && reached(state)) this.#reached.set(name, points)
    if (state.vars['playing'] === false) return
    if (state.location !== '') note(this.#locations, state.location)
    for (const { species } of state.party) note(this.#pokemon, species)
    for (const badge of state.badgeNames) note(this.#badges, badge)
  }

  evaluation(): PokemonGymEvaluation {
    const list = (names: Iterable<string>): { count: number; items: string[] } => {
      const items = [...names]
      return { count: items.length, items }
    }
    return {
      score: this.points,
      pokemon: list(this.#pokemon),
      badges: list(this.#badges),
      locations: list(this.#locations),
      milestones: list(this.#reached.keys()),
    }
  }
}

function note(names: Set<string>, name: string): void {
  if (names.size < MOST) names.add(name)
}
