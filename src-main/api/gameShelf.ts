import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PtpError, type Game } from '../../src-preload/contract/index.ts'
import { readRomHeader } from '../game/index.ts'
import type { LoadedGame } from '../run/index.ts'
import type { Workbench } from '../workbench.ts'

const ROM_NAME = /\.(gb|gbc|sgb)$/i

interface Kept {
  stamp: string
  game: LoadedGame | null
}

/** The games that can be played: the bundled ones and those in the home's roms/. */
export class GameShelf {
  readonly #workbench: Workbench
  readonly #kept = new Map<string, Kept>()

  constructor(workbench: Workbench) {
    this.#workbench = workbench
  }

  /** @throws PtpError `bad-profile` when a profile of the home has mistakes */
  async list(): Promise<Game[]> {
    const games: Game[] = []
    for (const { file, bundled } of this.#files()) {
      const game = await this.#load(file)
      if (game && !games.some(({ id }) => id === game.header.sha256)) games.push(gameOf(game, bundled))
    }
    return games
  }

  /** @param id SHA-256 of the ROM @throws PtpError `not-found` */
  async get(id: string): Promise<LoadedGame> {
    for (const { file } of this.#files()) {
      const game = await this.#load(file)
      if (game?.header.sha256 === id) return game
    }
    throw new PtpError('not-found', `no game with the id ${id.slice(0, 12)} is here`, { hint: 'add its ROM first' })
  }

  /**
   * Copies a ROM into the home; one that is there already is not copied again.
   * @throws PtpError `bad-rom`
   */
  async add(name: string, rom: Uint8Array): Promise<Game> {
    const { sha256 } = readRomHeader(rom)
    const known = (await this.list()).find(({ id }) => id === sha256)
    if (known) return known
    const folder = this.#folder()
    mkdirSync(folder, { recursive: true })
    await writeFileAtomic(freeFile(folder, name), Buffer.from(rom))
    return gameOf(await this.get(sha256), false)
  }

  #folder(): string {
    return path.join(this.#workbench.home, 'roms')
  }

  #files(): { file: string; bundled: boolean }[] {
    const folder = this.#folder()
    const bundled = this.#workbench.bundledGames().map((name) => path.join(this.#workbench.resources, 'games', name, `${name}.gb`))
    const own = existsSync(folder) ? readdirSync(folder).filter((name) => ROM_NAME.test(name)).sort().map((name) => path.join(folder, name)) : []
    return [...bundled.map((file) => ({ file, bundled: true })), ...own.map((file) => ({ file, bundled: false }))]
  }

  /** @returns null for a file that only looks like a ROM: it cannot be played, so it is not in the list */
  async #load(file: string): Promise<LoadedGame | null> {
    const stamp = [file, ...this.#workbench.profileDirs.flatMap(filesIn)].map(stampOf).join('|')
    const kept = this.#kept.get(file)
    if (kept?.stamp === stamp) return kept.game
    let game: LoadedGame | null = null
    try {
      game = await this.#workbench.loadGame(file)
    } catch (error) {
      if (!(error instanceof PtpError) || error.code !== 'bad-rom') throw error
    }
    this.#kept.set(file, { stamp, game })
    return game
  }
}

function gameOf({ header, file, profile }: LoadedGame, bundled: boolean): Game {
  return { id: header.sha256, title: header.title, file, profile: profile.id, bundled }
}

/** @returns a name for a new file that is not taken, made of plain characters only */
function freeFile(folder: string, name: string): string {
  const plain = path.basename(name.replaceAll('\\', '/')).replace(/[^A-Za-z0-9 ._()[\]-]/g, '_').replace(/^\.+/, '')
  const { name: stem, ext } = path.parse(ROM_NAME.test(plain) ? plain : `${plain}.gb`)
  const short = stem.slice(0, 100) || 'game'
  let file = path.join(folder, `${short}${ext}`)
  for (let i = 2; existsSync(file); i++) file = path.join(folder, `${short}-${i}${ext}`)
  return file
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => path.join(folder, name))
}

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat ? `${file}:${stat.mtimeMs}:${stat.size}` : file
}
