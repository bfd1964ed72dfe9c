import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { PtpError } from '../../src-preload/contract/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts } from './desk.ts'

const MAX_ROM_BYTES = 8 * 1024 * 1024

export function gameAnswers({ games }: DeskParts): AnswersTo<'games.list' | 'games.add' | 'games.vocabulary'> {
  return {
    'games.list': () => games.list(),
    'games.add': async ({ path: file, name, bytes }) => {
      if (file !== undefined && bytes === undefined) return games.add(name ?? path.basename(file), await readRom(file))
      if (bytes !== undefined && file === undefined) return games.add(name ?? 'game.gb', decode(bytes))
      throw new PtpError('bad-input', 'games.add takes the path of a ROM or its bytes', { hint: 'give one of the two' })
    },
    'games.vocabulary': async ({ game }) => {
      const { profile } = await games.get(game)
      return { names: profile.vocabulary.names.map(({ values, ...doc }) => (values ? { ...doc, values: [...values] } : doc)) }
    },
  }
}

async function readRom(file: string): Promise<Uint8Array> {
  const info = await stat(file).catch((cause: unknown) => {
    throw new PtpError('not-found', `no such ROM: ${file}`, { hint: 'give the path of a .gb or .gbc file', cause })
  })
  if (!info.isFile() || info.size > MAX_ROM_BYTES) {
    throw new PtpError('bad-rom', `${file} is no Game Boy ROM`, { hint: 'give the path of a .gb or .gbc file of at most 8 MiB' })
  }
  return new Uint8Array(await readFile(file))
}

function decode(base64: string): Uint8Array {
  if (base64.length > MAX_ROM_BYTES * 1.4) throw new PtpError('bad-rom', 'the file is larger than any Game Boy ROM', { hint: 'the largest has 8 MiB' })
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new PtpError('bad-input', 'the bytes of the ROM are not base64')
  return new Uint8Array(Buffer.from(base64, 'base64'))
}
