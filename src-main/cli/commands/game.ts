import { readFileSync } from 'node:fs'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { lintProfile } from '../../game/index.ts'
import { Workbench } from '../../workbench.ts'
import { print, table } from '../output.ts'
import type { GlobalOptions } from '../flags.ts'
import { describe } from './script.ts'

export async function listGames(flags: GlobalOptions): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const games = await Promise.all(
    workbench.bundledGames().map(async (name) => {
      const { file, header, profile } = await workbench.loadGame(name)
      return { name, title: header.title, profile: profile.id, file, sha256: header.sha256 }
    }),
  )
  const profiles = workbench.profiles().map(({ id, name, observedBytes, vocabulary }) => ({ id, name, observed_bytes: observedBytes, names: vocabulary.names.length }))
  print(flags, { games, profiles }, [
    ...table(['bundled game', 'title', 'profile', 'file'], games.map(({ name, title, profile, file }) => [name, title, profile, file])),
    '',
    ...table(['profile', 'game', 'bytes a tick', 'names'], profiles.map(({ id, name, observed_bytes, names }) => [id, name, observed_bytes, names])),
  ])
}

/** Lints a profile, or reads the header of a ROM; exit code 3 when there is an error in it. */
export async function checkGame(file: string, flags: GlobalOptions): Promise<void> {
  if (/\.(gb|gbc|sgb)$/i.test(file)) return checkRom(file, flags)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new PtpError('not-found', `no such file: ${file}`, { hint: 'give a profile (.json) or a ROM (.gb, .gbc)', cause })
  }
  const diagnostics = lintProfile(text, file)
  const ok = diagnostics.every(({ severity }) => severity !== 'error')
  print(flags, { file, ok, diagnostics }, [...diagnostics.map((each) => describe(file, each)), ...(ok ? [`${file}: ok`] : [])])
  if (!ok) process.exitCode = 3
}

async function checkRom(file: string, flags: GlobalOptions): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const { header, profile } = await workbench.loadGame(file)
  print(flags, { file, ok: true, header, profile: profile.id }, [
    `${file}: ${header.title}`,
    ...Object.entries(header).map(([name, value]) => `  ${name}: ${String(value)}`),
    `  profile: ${profile.name}`,
  ])
}
