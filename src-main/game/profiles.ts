import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { PtpError, type Diagnostic } from '../../src-preload/contract/index.ts'
import { genericProfile } from './generic.ts'
import { lintText } from './lint.ts'
import { compileProfile, type GameProfile } from './profile.ts'

/**
 * Checks the text of a game profile.
 * @param fileName named in no diagnostic, only in errors of reading it; every diagnostic has its line and column
 * @returns what is wrong with it, in the order of the text; empty when it is good
 */
export function lintProfile(text: string, fileName: string): Diagnostic[] {
  return parseProfile(text, fileName).diagnostics
}

interface Parsed {
  diagnostics: Diagnostic[]
  profile: GameProfile | null
}

function parseProfile(text: string, fileName: string): Parsed {
  const { diagnostics, file } = lintText(text)
  if (file === null) return { diagnostics, profile: null }
  try {
    return { diagnostics, profile: compileProfile(file) }
  } catch (cause) {
    throw new PtpError('internal', `${fileName} passed its checks but does not compile`, { cause })
  }
}

/**
 * @throws PtpError `not-found` when there is no such file, `bad-profile` with the diagnostics in its
 * details when there are errors in it
 */
export function loadProfileFile(path: string): GameProfile {
  const { diagnostics, profile } = parseProfile(readText(path), path)
  if (profile !== null) return profile
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const [first] = errors
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const where = first === undefined ? '' : `:${first.line}:${first.column}: ${first.message}`
  throw new PtpError('bad-profile', `${path}${where}${more}`, {
    hint: `Run \`ptp game check ${basename(path)}\` to see every mistake.`,
    details: { file: path, diagnostics },
  })
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new PtpError('not-found', `the game profile ${path} cannot be read`, { cause, hint: 'Check its path.' })
  }
}

/** What tells which game a ROM is. */
export interface RomIdentity {
  /** lower-case hex */
  sha256?: string
  sha1?: string
  /** title in the header */
  title?: string
}

/**
 * The profile for a ROM: by its hash, else by the beginning of its title, else the generic one.
 * @param directories folders of profile files, the most important first
 * @throws PtpError `bad-profile`, `not-found` as {@link loadProfileFile}
 */
export function findProfile(rom: RomIdentity, directories: readonly string[]): GameProfile {
  const profiles = directories.flatMap(profilesIn)
  const { sha256 = '', sha1 = '', title = '' } = rom
  return (
    profiles.find(({ match }) => match.sha256.includes(sha256) || match.sha1.includes(sha1)) ??
    profiles.find(({ match }) => match.titles.some((start) => title.startsWith(start))) ??
    genericProfile
  )
}

/**
 * Every profile of a folder, by file name, and the generic one at the end.
 * @throws PtpError as {@link loadProfileFile}
 */
export function listProfiles(directory: string): GameProfile[] {
  return [...profilesIn(directory), genericProfile]
}

function profilesIn(directory: string): GameProfile[] {
  let names: string[]
  try {
    names = readdirSync(directory)
  } catch (cause) {
    throw new PtpError('not-found', `the folder of game profiles ${directory} cannot be read`, { cause, hint: 'Check its path.' })
  }
  return names.filter((name) => name.endsWith('.json')).sort().map((name) => loadProfileFile(join(directory, name)))
}
