import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { PtpError, type Diagnostic } from '../../src-preload/contract/index.ts'
import { genericProfile, lintProfile } from '../game/index.ts'
import type { LoadedGame } from '../run/index.ts'
import type { AnswersTo, ParsedInput } from './answers.ts'
import type { DeskParts } from './desk.ts'

/** As much of a profile as is needed to add to it; the rest passes through as it is. */
const profileJson = z.looseObject({ id: z.string(), variables: z.record(z.string(), z.unknown()) })
type ProfileJson = z.infer<typeof profileJson>

/** Adds to what is known of a game. The bundled profiles are never changed: the home gets a copy, which goes first. */
export function profileAnswers({ workbench, games, viewer }: DeskParts): AnswersTo<'profile.add'> {
  return {
    'profile.add': async (wish) => {
      const game = await games.get(wish.game)
      const profile = await profileOf(game, workbench.profileDirs)
      if (Object.hasOwn(profile.variables, wish.name)) {
        throw new PtpError('bad-input', `the profile ${profile.id} has a variable ${wish.name} already`, { hint: 'choose another name' })
      }
      const text = withVariable(profile, wish)
      const folder = path.join(workbench.home, 'profiles')
      await mkdir(folder, { recursive: true })
      const file = path.join(folder, `${profile.id}.json`)
      await writeFileAtomic(file, text)
      await viewer.forget(game.header.sha256)
      return { file }
    },
  }
}

/** @throws PtpError `bad-profile` when the profile would have mistakes with it */
function withVariable(profile: ProfileJson, { name, address, type, doc }: ParsedInput<'profile.add'>): string {
  const variable = { type, address: `0x${address.toString(16).toUpperCase().padStart(4, '0')}`, ...(doc === '' ? {} : { doc }) }
  const textOf = (added: object): string => `${JSON.stringify({ ...profile, variables: { ...profile.variables, [name]: added } }, null, 2)}\n`
  const plain = textOf(variable)
  const errors = errorsIn(plain)
  if (errors.length === 0) return plain
  // What was found may lie in something that is known already: that must be said to be meant.
  const shared = textOf({ ...variable, shared: true })
  if (errorsIn(shared).length === 0) return shared
  const [first] = errors
  throw new PtpError('bad-profile', `the variable ${name} cannot be added: ${first?.message ?? 'the profile would not be good'}`, {
    hint: first?.expected ? `Expected: ${first.expected}` : 'a type is such as |u1, <u2 or >d3',
    details: { diagnostics: errors },
  })
}

function errorsIn(text: string): Diagnostic[] {
  return lintProfile(text, 'the new profile').filter(({ severity }) => severity === 'error')
}

/** The file the game's profile comes from, or a new profile for a game nothing is known of. */
async function profileOf({ profile, header }: LoadedGame, folders: readonly string[]): Promise<ProfileJson> {
  for (const folder of folders) {
    if (!existsSync(folder)) continue
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.json')).sort()) {
      const parsed = profileJson.safeParse(JSON.parse(await readFile(path.join(folder, name), 'utf8')))
      if (parsed.success && parsed.data.id === profile.id) return parsed.data
    }
  }
  const slug = header.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'game'
  return {
    format: 'ptp-profile',
    version: 1,
    id: `${slug}-${header.sha256.slice(0, 8)}`,
    name: header.title || 'Unnamed game',
    match: { sha256: [header.sha256] },
    timing: genericProfile.timing,
    variables: {},
    state: { screen: [] },
  }
}
