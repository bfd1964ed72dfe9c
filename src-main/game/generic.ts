import { compileProfile, type GameProfile } from './profile.ts'

/** For any game nothing is known of: it is played and recorded, and scripts read `mem[…]`. */
export const genericProfile: GameProfile = compileProfile({
  format: 'ptp-profile',
  version: 1,
  id: 'generic',
  name: 'Any game',
  match: { sha1: [], sha256: [], titles: [] },
  timing: { hold: 4, gap: 8, stepHold: 16, stepMax: 32, step: 16, poll: 1 },
  encodings: {},
  tables: {},
  variables: {},
  state: { screen: [] },
  milestones: [],
  objectives: [],
})
