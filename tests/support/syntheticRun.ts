import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { EMPTY_STATE, maskOf } from '../../src-preload/contract/index.ts'
import type { GameEvent, GameState, Member, RunMetadata } from '../../src-preload/contract/index.ts'
import { startEmbedded } from '../../src-main/emulator/index.ts'
import { RunRecorder, runDirectoryOf } from '../../src-main/recorder/index.ts'
import { AnchorPack } from '../../src-main/snapshot/index.ts'
import type { TickRecord } from '../../src-main/recorder/index.ts'

const ROM = fileURLToPath(new URL('../../resources/games/pocket-quest/pocket-quest.gb', import.meta.url))

/** What a synthetic run shall be like. */
export interface SyntheticOptions {
  ticks: number
  runId?: string
  /** ticks between two rows of screenshots; 0: none. They share twelve real picture files. Default 100 */
  screenshotEvery?: number
  /** ticks from one battle to the next, at least 40. Default 200 */
  battleEvery?: number
  /**
   * Ticks between two states to seek from; 0: none. They are all one real state of the bundled game, so that every tick has an
   * exact picture and memory, though of another story than its record tells. Default 0
   */
  anchorEvery?: number
  /** the last tick that may have such a state. Default: the last of all */
  anchorsUntil?: number
  seed?: number
  /** leave the recorder open, with the status `running` */
  keepOpen?: boolean
}

export interface SyntheticRun {
  dir: string
  runId: string
  recorder: RunRecorder
  /** the state after the last tick */
  final: GameState
  frames: number
}

export function syntheticMetadata(runId: string): RunMetadata {
  return {
    format: 'ptp-run', version: 1, run_id: runId, experiment_name: 'Synthetic walk', created_at: '2026-01-01T00:00:00.000Z',
    rom: { sha256: 'ab'.repeat(32), title: 'POCKET QUEST', file: 'pocket-quest.gb', bytes: 32768 },
    profile: 'pocket-quest', core: { name: 'synthetic', version: '1', model: 'dmg', sound: false }, state_format: 'synthetic', backend: 'embedded',
    image_digest: null, script: { name: 'walk.ptp', checksum: 'cd'.repeat(32) }, seed: 7,
    versions: { workbench: '0.1.0', node: process.versions.node, schema: '2.1' }, host: { platform: 'linux', arch: 'x64', cpus: 2 },
  }
}

/**
 * Records a run of made-up but plausible ticks through the recorder itself: walks, battles with
 * turns, catches, badges, items, level-ups, conversations, three places. The same options give
 * the same ticks.
 */
export async function syntheticRun(home: string, options: SyntheticOptions): Promise<SyntheticRun> {
  const runId = options.runId ?? 'synthetic'
  const dir = runDirectoryOf(home, runId)
  const console = options.anchorEvery ? await consoleState() : null
  const recorder = RunRecorder.create(dir, { ...syntheticMetadata(runId), ...console?.metadata }, 'version: "3.0"\nscript: walk.ptp\n')
  recorder.script({ branch: 0, tick: 0, name: 'walk.ptp', text: 'REPEAT 3 TIMES\n  MOVE UP 3\nEND\n', checksum: 'cd'.repeat(32) })
  const every = options.screenshotEvery ?? 100
  const pictures = every === 0 ? [] : await pictureFiles(dir)
  const anchors = console ? await openAnchors(recorder) : null
  let last: TickRecord | null = null
  for (const row of syntheticTicks(options)) {
    if (last === null && row.previous !== null) recorder.start({ branch: 0, tick: 0, state: row.previous, wallTime: row.wallTime })
    recorder.tick(row)
    last = row
    if (every > 0 && row.tick % every === 0) takePicture(recorder, row, pictures)
    if (anchors && console && options.anchorEvery && row.tick % options.anchorEvery === 1 && row.tick <= (options.anchorsUntil ?? options.ticks)) {
      anchors.append({ branch: 0, tick: row.tick, frame: row.frame }, console.state, null)
      // Appends wait for each other in memory; a run that is played gives the disk time.
      if (row.tick % 20_000 === 1) await anchors.flush()
    }
  }
  await anchors?.close()
  if (options.keepOpen !== true) {
    recorder.updateRun('completed')
    recorder.close()
  } else recorder.flush()
  return { dir, runId, recorder, final: last?.state ?? EMPTY_STATE, frames: last?.frame ?? 0 }
}

/** The bundled game a second after it began, and what a run says of the console it is played on. */
async function consoleState(): Promise<{ state: Uint8Array; metadata: Pick<RunMetadata, 'rom' | 'core' | 'state_format'> }> {
  const rom = new Uint8Array(readFileSync(ROM))
  const emulator = await startEmbedded(rom, {})
  try {
    await emulator.advance({ steps: [0, maskOf('START'), 0].map((buttons) => ({ buttons, hold: 8, frames: 60 })), observe: [] })
    const { info } = emulator
    const { state } = await emulator.save()
    return { state, metadata: { rom: { sha256: info.romSha256, title: 'POCKET QUEST', file: ROM, bytes: rom.length }, core: info.core, state_format: info.stateFormat } }
  } finally {
    await emulator.close()
  }
}

function openAnchors({ paths, metadata }: RunRecorder): Promise<AnchorPack> {
  const { run_id, rom, core, state_format } = metadata
  mkdirSync(paths.snapshots, { recursive: true })
  return AnchorPack.open(path.join(paths.snapshots, 'anchors.pack'), { run_id, rom_sha256: rom.sha256, core, state_format }, { write: true })
}

const PLACES = ['Meadow Town', 'Route 1', 'Stone Hall'] as const
const SPECIES = ['PIDGE', 'SPRIG', 'EMBIT', 'PUDDL', 'MOSSY'] as const
const MOVES = ['UP', 'RIGHT', 'DOWN', 'LEFT'] as const
const STEPS: Record<(typeof MOVES)[number], [number, number]> = { UP: [0, -1], RIGHT: [1, 0], DOWN: [0, 1], LEFT: [-1, 0] }

/** The ticks of {@link syntheticRun}, one after the other. */
export function* syntheticTicks(options: SyntheticOptions): Generator<TickRecord> {
  const battleEvery = Math.max(40, options.battleEvery ?? 200)
  const random = randomFrom(options.seed ?? 1)
  let state: GameState = {
    ...EMPTY_STATE, screen: 'overworld', location: PLACES[0], x: 10, y: 9, facing: 'down',
    party: [member('SPRIG', 5)], inventory: [{ item: 'orb', quantity: 5 }, { item: 'balm', quantity: 2 }], money: 300,
    vars: { steps: 0, frame_counter: 0, rng: 17, music: 2, trainer_1: false, trainer_2: false, map_width: 20, map_height: 18 },
  }
  let frame = 0
  let turn = 0
  const start = Date.UTC(2026, 0, 1)
  for (let tick = 1; tick <= options.ticks; tick++) {
    const previous = state
    const events: GameEvent[] = []
    const say = (kind: GameEvent['kind'], title: string, data: GameEvent['data'] = {}) => events.push({ kind, tick, title, data })
    const phase = tick % battleEvery
    let title = 'PRESS A'
    let type = 'MENU'
    let frames = 16
    if (state.battle !== null) {
      type = 'BATTLE_MOVE'
      turn += 1
      const enemy = { ...state.battle.enemy, hp: Math.max(0, state.battle.enemy.hp - 3) }
      const party = state.party.map((own, i) => (i === 0 ? { ...own, hp: Math.max(1, own.hp - (turn % 3)) } : own))
      say('battle_turn', `TACKLE does 3`, { turn, player_action: 'fight', player_move: 'TACKLE', player_damage: 3 })
      if (enemy.hp > 0) state = { ...state, party, battle: { ...state.battle, turn, enemy } }
      else state = endBattle(state, party, tick / battleEvery, say)
    } else if (phase === 30) {
      const species = SPECIES[Math.floor(random() * SPECIES.length)] ?? 'PIDGE'
      const level = 2 + Math.floor(random() * 6)
      turn = 0
      say('battle_start', `wild ${species} Lv ${level}`, { kind: 'wild', species, level })
      state = { ...state, screen: 'battle', standing: false, battle: { kind: 'wild', turn: 0, active: 0, trainer: null, enemy: { species, level, hp: 12, maxHp: 12 } } }
    } else if (phase === 50) {
      say('dialog', 'MIRA: The grass is tall today.', {})
      state = { ...state, screen: 'dialog', dialog: 'MIRA: The grass is tall today.' }
    } else if (state.dialog !== null) {
      state = { ...state, screen: 'overworld', dialog: null, standing: true }
    } else if (phase === 60) {
      say('item', 'found 1 orb', { item: 'orb', change: 1, quantity: 5 + Math.floor(tick / battleEvery) })
      state = { ...state, inventory: [{ item: 'orb', quantity: 5 + Math.floor(tick / battleEvery) }, { item: 'balm', quantity: 2 }] }
    } else if (phase === 70) {
      const to = PLACES[Math.floor(tick / battleEvery) % PLACES.length] ?? PLACES[0]
      if (to !== state.location) {
        say('location_change', `enters ${to}`, { from: state.location, to })
        state = { ...state, location: to, x: 10, y: 9 }
      }
    } else if (phase % 10 === 9) {
      title = 'WAIT 30'
      type = 'WAIT'
      frames = 30
    } else {
      const way = MOVES[Math.floor(random() * 4)] ?? 'UP'
      const [dx, dy] = STEPS[way]
      const x = Math.min(19, Math.max(0, state.x + dx))
      const y = Math.min(17, Math.max(0, state.y + dy))
      title = `MOVE ${way}`
      type = 'NAVIGATION_MOVE'
      state = { ...state, x, y, facing: way.toLowerCase() as GameState['facing'], vars: { ...state.vars, steps: tick } }
    }
    frame += frames
    yield {
      branch: 0, tick, frame, input: { buttons: maskOf('A'), hold: 4, frames }, fingerprint: Math.imul(tick, 2654435761) >>> 0,
      state, previous, events, action: { title, type, line: 1 + (tick % 3), instruction: tick % 7 },
      agentState: { pc: tick % 7, stack: [tick] }, wallTime: start + Math.floor((frame * 1000) / 2000),
    }
  }
}

function endBattle(state: GameState, party: Member[], count: number, say: (kind: GameEvent['kind'], title: string, data?: GameEvent['data']) => void): GameState {
  const nth = Math.floor(count)
  const species = state.battle?.enemy.species ?? 'PIDGE'
  const next: GameState = { ...state, screen: 'overworld', standing: true, battle: null, money: state.money + 8, party: party.map((own) => ({ ...own, hp: own.maxHp, xp: own.xp + 4 })) }
  if (nth % 5 === 1 && next.party.length < 6) {
    say('catch', `caught ${species} Lv 3`, { species, level: 3 })
    say('battle_end', `caught ${species}`, { outcome: 'caught' })
    return { ...next, caught: next.caught + 1, party: [...next.party, member(species, 3)] }
  }
  if (nth % 9 === 4) {
    say('death', 'SPRIG faints', { species: 'SPRIG' })
    say('battle_end', 'lost the battle', { outcome: 'loss' })
    return next
  }
  say('battle_end', 'won the battle', { outcome: 'win' })
  if (nth % 7 === 3) {
    say('level_up', 'SPRIG grows to Lv 6', { species: 'SPRIG', level: (next.party[0]?.level ?? 5) + 1 })
    next.party = next.party.map((own, i) => (i === 0 ? { ...own, level: Math.min(99, own.level + 1), maxHp: own.maxHp + 2 } : own))
  }
  if (nth % 12 === 6 && next.badges < 2) {
    const badge = next.badges === 0 ? 'Leaf Badge' : 'Stone Badge'
    say('badge', `wins the ${badge}`, { badge })
    return { ...next, badges: next.badges + 1, badgeNames: [...next.badgeNames, badge] }
  }
  return next
}

function member(species: string, level: number): Member {
  const maxHp = 12 + level * 2
  return { species, nickname: species, level, hp: maxHp, maxHp, xp: level * level * 4, status: null, moves: [{ name: 'TACKLE', pp: 35 }, { name: 'GROWL', pp: 40 }] }
}

function takePicture(recorder: RunRecorder, row: TickRecord, pictures: readonly Picture[]): void {
  const picture = pictures[Math.floor(row.tick / 100) % pictures.length]
  if (picture === undefined) return
  recorder.screenshot({
    id: `shot_b0_${String(row.tick).padStart(8, '0')}`, branch: 0, tick: row.tick, frame: row.frame, timestamp: new Date(row.wallTime).toISOString(),
    screen_type: row.state.screen, reason: 'interval', label: null, file: picture.file, thumbnail: picture.thumbnail, bytes: picture.bytes, format: 'png', quality: 100,
  })
}

interface Picture {
  file: string
  thumbnail: string
  bytes: number
}

async function pictureFiles(dir: string): Promise<Picture[]> {
  const folder = path.join(dir, 'screenshots', '000')
  mkdirSync(folder, { recursive: true })
  return Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const image = sharp(syntheticScreen(i), { raw: { width: 160, height: 144, channels: 3 } })
      const full = await image.clone().png().toBuffer()
      const small = await image.resize(80, 72, { kernel: 'nearest' }).webp({ lossless: true }).toBuffer()
      const [file, thumbnail] = [`screenshots/000/synthetic_${i}.png`, `screenshots/000/synthetic_${i}.thumb.webp`]
      writeFileSync(path.join(dir, file), full)
      writeFileSync(path.join(dir, thumbnail), small)
      return { file, thumbnail, bytes: full.length }
    }),
  )
}

/** A made-up 160x144 RGB screen: a map of coloured tiles with a figure, different for each `seed`. */
export function syntheticScreen(seed: number): Uint8Array {
  const random = randomFrom(seed + 1)
  const hue = seed % 4
  const shades = [[224, 248, 208], [136, 192, 112], [52, 104, 86], [8, 24, 32]].map(([r = 0, g = 0, b = 0]) =>
    hue === 0 ? [r, g, b] : hue === 1 ? [g, r, b] : hue === 2 ? [b, r, g] : [r, b, g])
  const rgb = new Uint8Array(160 * 144 * 3)
  const tiles = Array.from({ length: 20 * 18 }, () => Math.floor(random() * 6))
  for (let y = 0; y < 144; y++) {
    for (let x = 0; x < 160; x++) {
      const tile = tiles[(y >> 3) * 20 + (x >> 3)] ?? 0
      const isFigure = Math.abs(x - 80) < 6 && Math.abs(y - 72) < 8
      const shade = isFigure ? 3 : tile === 5 ? ((x ^ y) & 2 ? 1 : 2) : tile === 4 ? ((x + y) % 4 === 0 ? 1 : 0) : 0
      const colour = shades[shade] ?? [0, 0, 0]
      rgb.set(colour, (y * 160 + x) * 3)
    }
  }
  return rgb
}

function randomFrom(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
