import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { maskOf } from '../../src-preload/contract/index.ts'
import { openGymSession, probeGym, startEmbedded, startGymEmulator, type SessionRecovery } from '../../src-main/emulator/index.ts'
import { babbler, faultyWire } from '../support/faultyWire.ts'
import { GAME, gymServer } from '../support/gymServer.ts'
import { makeRom } from '../support/testRom.ts'

/** What a client that knows nothing of us does: plain requests, plain answers. */
async function ask(url: string, route: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) }
  const answer = await fetch(url + route, init)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const press = (...keys: string[]): object => ({ action_type: 'press_key', keys })

const STATE_TYPES = {
  player_name: 'string', rival_name: 'string', money: 'number', location: 'string', coordinates: 'array', badges: 'array', valid_moves: 'array', inventory: 'array',
  dialog: 'string|null', pokemons: 'array', screenshot_base64: 'string', collision_map: 'string|null', step_number: 'number', execution_time: 'number', score: 'number',
}

function expectState(state: Record<string, unknown>): void {
  expect(Object.keys(state).sort()).toEqual(Object.keys(STATE_TYPES).sort())
  for (const [name, types] of Object.entries(STATE_TYPES)) {
    const value = state[name]
    const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
    expect(types.split('|'), name).toContain(type)
  }
  const { width, height, channels } = decode(Buffer.from(String(state['screenshot_base64']), 'base64'), { checkCrc: true })
  expect({ width, height, channels }).toEqual({ width: 320, height: 288, channels: 4 })
}

/** A cartridge whose memory looks like Pokemon Red's in the midst of a game; A wins the second badge. */
function redLookalike(): Uint8Array {
  const letters = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0) + 0x3f)
  const memory: [number, number[]][] = [
    [0xd732, [1]], [0xd35e, [2]], [0xd356, [1]], [0xd347, [0x00, 0x12, 0x34]], [0xd158, [...letters('RED'), 0x50]], [0xd163, [1]], [0xd16b, [0x99, 0, 20]],
    [0xd16b + 33, [7, 0, 21]], [0xd2b5, [...letters('SEED'), 0x50]], [0xd2f7, [1]], [0xd361, [5, 9]], [0xd31d, [1, 4, 3, 0xff]],
  ]
  const code = memory.flatMap(([address, bytes]) => bytes.flatMap((byte, i) => [0x3e, byte, 0xea, (address + i) & 0xff, (address + i) >> 8]))
  const loop = 0x150 + code.length
  return makeRom([
    ...code,
    0x3e, 0x10, 0xe0, 0x00, 0xf0, 0x00, 0x2f, 0xe6, 0x01, // select the action keys; A?
    0x28, 0x05, 0x3e, 0x03, 0xea, 0x56, 0xd3, // then two badges
    0xc3, loop & 0xff, loop >> 8,
  ], 'POKEMON RED')
}

describe('the pokemon-gym interface', () => {
  it('should answer a client that goes through a whole session', async () => {
    await using server = await gymServer({ rom: GAME })
    expect(await ask(server.url, '/status')).toEqual({ status: 200, body: { status: 'not_initialized' } })
    expect((await ask(server.url, '/evaluate')).status).toBe(400)
    const first = await ask(server.url, '/initialize', { headless: true, sound: false })
    expect([first.status, first.body['step_number'], first.body['score']]).toEqual([200, 0, 0])
    expectState(first.body)
    const pressed = await ask(server.url, '/action', press('start', 'a'))
    expectState(pressed.body)
    expect(pressed.body).toMatchObject({ step_number: 1, player_name: 'ROBIN', location: 'HOME', money: 500, inventory: [{ item: 'BALM', quantity: 1 }], coordinates: [4, 5], badges: [] })
    const waited = await ask(server.url, '/action', { action_type: 'wait', frames: 60 })
    expectState(waited.body)
    expect(waited.body).toMatchObject({ step_number: 2, valid_moves: ['up', 'down', 'left', 'right'] })
    expect(String(waited.body['collision_map']).split('\n')[4]).toBe('....v.....')
    const { body: status } = await ask(server.url, '/status')
    expect(status).toMatchObject({ status: 'running', steps_taken: 2, session_dir: expect.stringContaining('session_') as string, score: 0, pokemon_count: 0, badges_count: 0, locations_count: 1 })
    expect(Number(status['remaining_time_minutes']) * 60).toBeCloseTo(Number(status['remaining_time_seconds']), 6)
    expect((await ask(server.url, '/evaluate')).body).toMatchObject({ score: 0, pokemon: { count: 0, items: [] }, badges: { count: 0, items: [] }, locations: { count: 1, items: ['HOME'] } })
    const stopped = await ask(server.url, '/stop', {})
    expect(stopped).toMatchObject({ status: 200, body: { status: 'stopped', final_score: 0, pokemon_collected: [], badges_earned: [], locations_visited: ['HOME'] } })
    expect((await ask(server.url, '/stop', {})).body).toEqual({ status: 'not_initialized' })
    expect((await fetch(`${server.url}/stop`, { method: 'POST' })).status).toBe(200)
  })

  it('should press each key for exactly 10 frames and let 120 pass', async () => {
    await using server = await gymServer({ rom: GAME })
    await ask(server.url, '/initialize', {})
    for (const keys of [['start'], ['left', 'up', 'a'], ['b']]) await ask(server.url, '/action', press(...keys))
    await ask(server.url, '/action', { action_type: 'wait', frames: 77 })
    await using core = await startEmbedded(GAME)
    const steps = ['START', 'LEFT', 'UP', 'A', 'B'].flatMap((key) => [{ buttons: maskOf(key as 'A'), hold: 10, frames: 10 }, { buttons: 0, hold: 0, frames: 120 }])
    await core.advance({ steps: [...Array.from({ length: 120 }, () => ({ buttons: 0, hold: 0, frames: 60 })), ...steps, { buttons: 0, hold: 0, frames: 77 }], observe: [] })
    const state = await fetch(`${server.url}/state`)
    expect(state.headers.get('x-ptp-hash')).toBe((await core.save()).hash)
  })

  it('should show the screen as it is', async () => {
    await using server = await gymServer({ rom: GAME })
    await ask(server.url, '/initialize', {})
    const { body } = await ask(server.url, '/action', press('start'))
    const shown = decode(Buffer.from(String(body['screenshot_base64']), 'base64'))
    const rgb = new Uint8Array(await (await fetch(`${server.url}/screen`)).arrayBuffer())
    const pixel = (x: number, y: number): number[] => [...shown.data.slice((y * 320 + x) * 4, (y * 320 + x) * 4 + 4)]
    for (const [x, y] of [[0, 0], [319, 287], [100, 200], [201, 77]] as const) expect(pixel(x, y)).toEqual([...rgb.subarray(((y >> 1) * 160 + (x >> 1)) * 3, ((y >> 1) * 160 + (x >> 1)) * 3 + 3), 255])
  })

  it('should score the milestones of Pokemon Red, and tell the party', async () => {
    await using server = await gymServer({ rom: redLookalike() })
    const { body } = await ask(server.url, '/initialize', {})
    expect(body).toMatchObject({
      player_name: 'RED', money: 1234, location: 'PEWTER CITY', badges: ['BOULDER'], coordinates: [9, 5], inventory: [{ item: 'POKE BALL', quantity: 3 }],
      pokemons: [{ nickname: 'SEED', species: 'BULBASAUR', level: 7, hp: { current: 20, max: 21 }, status: null, types: [], moves: [] }],
    })
    const before = (await ask(server.url, '/evaluate')).body
    expect(before).toMatchObject({ pokemon: { count: 1, items: ['BULBASAUR'] }, badges: { count: 1, items: ['BOULDER'] }, locations: { items: ['PEWTER CITY'] } })
    expect(before['milestones']).toMatchObject({ items: expect.arrayContaining(['Chose a first creature', 'Reached Pewter City', 'Won the BOULDER badge']) as string[] })
    const after = await ask(server.url, '/action', press('a'))
    expect(after.body['badges']).toEqual(['BOULDER', 'CASCADE'])
    expect(after.body['score']).toBe(Number(before['score']) + 5)
    expect((await ask(server.url, '/stop', {})).body).toMatchObject({ final_score: Number(before['score']) + 5, badges_earned: ['BOULDER', 'CASCADE'] })
  })

  it('should play games nothing is known of', async () => {
    await using server = await gymServer({ rom: makeRom([0x18, 0xfe], 'UNHEARD OF') })
    expectState((await ask(server.url, '/initialize', {})).body)
    const { body } = await ask(server.url, '/action', press('a'))
    expect(body).toMatchObject({ location: '', valid_moves: [], collision_map: null, pokemons: [], score: 0 })
  })

  it('should say what is wrong with a request', async () => {
    await using server = await gymServer({ rom: GAME })
    const early = await ask(server.url, '/action', press('a'))
    expect(early).toMatchObject({ status: 400, body: { detail: expect.stringContaining('/initialize') as string } })
    await ask(server.url, '/initialize', {})
    for (const [body, reason] of [
      [press('jump'), '"jump" is no key'], [press(), 'no keys'], [{ action_type: 'press_key' }, 'no keys'], [{ action_type: 'dance' }, 'no action "dance"'],
      [{ action_type: 'wait' }, 'how many frames'], [{ action_type: 'wait', frames: 0 }, 'wait 0 frames'], [{ action_type: 'wait', frames: 1e9 }, 'wait 1000000000 frames'], ['{', 'no JSON'],
    ] as const) {
      const answer = await ask(server.url, '/action', body)
      expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining(reason) as string, error: { code: 'bad-input' } } })
    }
    for (const [body, loc] of [[{ keys: ['a'] }, ['body', 'action_type']], [{ action_type: 'press_key', keys: 'a' }, ['body', 'keys']], [{ action_type: 'wait', frames: 'x' }, ['body', 'frames']], [[], ['body']]] as const) {
      const answer = await ask(server.url, '/action', body)
      expect(answer).toMatchObject({ status: 422, body: { detail: [{ loc, msg: expect.any(String) as string, type: expect.any(String) as string }] } })
    }
    expect((await ask(server.url, '/status')).body['steps_taken']).toBe(0)
    expect(await ask(server.url, '/action', press('A', 'Start'))).toMatchObject({ status: 200 })
  })

  it('should keep and load states, and never outside of its folder', async () => {
    await using server = await gymServer({ rom: GAME })
    await ask(server.url, '/initialize', { session_id: 'one' })
    await ask(server.url, '/action', press('start', 'a'))
    const saved = await ask(server.url, '/save_state', { filename: 'home' })
    expect(saved).toMatchObject({ status: 200, body: { status: 'success', state_file: path.join(server.folder, 'sessions', 'one', 'home.state') } })
    const { body: unnamed } = await ask(server.url, '/save_state', {})
    expect(readdirSync(path.join(server.folder, 'sessions', 'one'))).toHaveLength(2)
    const hash = async (): Promise<string | null> => (await fetch(`${server.url}/state`)).headers.get('x-ptp-hash')
    await ask(server.url, '/action', press('right', 'right'))
    const there = (await ask(server.url, '/load_state', { filename: 'home' })).body
    expect(there).toMatchObject({ location: 'HOME', coordinates: [4, 5] })
    const loaded = await hash()
    await ask(server.url, '/action', press('up'))
    expectState((await ask(server.url, '/initialize', { load_state_file: unnamed['state_file'] })).body)
    expect(await hash()).toBe(loaded)
    await ask(server.url, '/action', press('left'))
    await ask(server.url, '/stop', {})
    expect((await ask(server.url, '/initialize', { load_autosave: true })).body).toMatchObject({ location: 'HOME' })
    for (const name of ['../../evil', '/tmp/evil', '..', 'a/b', '']) {
      expect((await ask(server.url, '/save_state', { filename: name })).status, name).toBe(400)
      expect((await ask(server.url, '/load_state', { filename: name || 'nothing' })).status, name).toBe(400)
    }
    for (const wish of [{ session_id: '../evil' }, { load_state_file: '../../../../etc/passwd' }, { load_state_file: 'nothing' }]) {
      expect((await ask(server.url, '/initialize', wish)).status).toBe(400)
    }
    expect(readdirSync(server.folder)).toEqual(['sessions'])
  })

  it('should not take the state of another game, and begin none with it', async () => {
    await using server = await gymServer({ rom: GAME })
    await ask(server.url, '/initialize', { session_id: 'quest' })
    await ask(server.url, '/save_state', { filename: 'quest' })
    await ask(server.url, '/stop', {})
    await fetch(`${server.url}/rom`, { method: 'PUT', body: new Uint8Array(redLookalike()) })
    const refused = await ask(server.url, '/initialize', { load_state_file: 'quest' })
    expect(refused).toMatchObject({ body: { error: { code: 'foreign-snapshot' } } })
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect((await ask(server.url, '/status')).body).toEqual({ status: 'not_initialized' })
    expect((await ask(server.url, '/initialize', {})).status).toBe(200)
  })

  it('should end a session in time, as clients know it', async () => {
    await using server = await gymServer({ rom: GAME, sessionMinutes: 0.003 })
    await ask(server.url, '/initialize', {})
    await new Promise((resolve) => setTimeout(resolve, 220))
    expect(await ask(server.url, '/action', press('a'))).toMatchObject({ status: 200, body: { location: 'SESSION_TIMEOUT', screenshot_base64: '', coordinates: [0, 0] } })
    expect((await ask(server.url, '/status')).body).toEqual({ status: 'not_initialized' })
    expect((await ask(server.url, '/initialize', {})).body['location']).not.toBe('SESSION_TIMEOUT')
  })

  it('should give way to a client of the workbench only when that takes over', async () => {
    await using server = await gymServer({ rom: GAME })
    await ask(server.url, '/initialize', {})
    await expect(startGymEmulator({ url: server.url, rom: GAME })).rejects.toMatchObject({ code: 'busy' })
    await using emulator = await startGymEmulator({ url: server.url, rom: GAME, takeOver: true })
    expect((await ask(server.url, '/status')).body).toEqual({ status: 'not_initialized' })
    expect((await ask(server.url, '/action', press('a'))).status).toBe(400)
    await emulator.close()
    expect((await ask(server.url, '/initialize', {})).status).toBe(200)
  })
})

describe('the description of the server', () => {
  it('should be what the server really answers', async () => {
    await using server = await gymServer({ rom: GAME })
    const { body: description } = await ask(server.url, '/openapi.json')
    expect(description).toMatchObject({ openapi: '3.1.0', info: { title: expect.any(String) as string } })
    const paths = description['paths'] as Record<string, Record<string, unknown>>
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema(description, 'description')
    const check = (method: string, route: string, status: string, value: unknown): void => {
      const valid = ajv.compile({ $ref: `description#/paths/${route.replaceAll('/', '~1')}/${method}/responses/${status}/content/application~1json/schema` })
      expect([route, valid(value), valid.errors]).toEqual([route, true, null])
    }
    for (const [method, route, body] of [
      ['get', '/health'], ['get', '/info'], ['get', '/status'], ['post', '/initialize', {}], ['post', '/action', press('start')], ['get', '/status'], ['get', '/evaluate'],
      ['post', '/save_state', { filename: 'x' }], ['post', '/load_state', { filename: 'x' }], ['post', '/stop', {}], ['post', '/stop', {}],
      ['post', '/advance', { steps: [{ buttons: 'A+UP', frames: 20, picture: true, save: true }, { frames: 5 }], observe: [{ address: 0xc000, length: 4 }] }], ['post', '/reset', {}],
    ] as const) {
      const answer = await ask(server.url, route, body)
      expect(answer.status, route).toBe(200)
      check(method, route, '200', answer.body)
    }
    check('post', '/action', 'default', (await ask(server.url, '/action', press('a'))).body)
    check('post', '/action', 'default', (await ask(server.url, '/action', { keys: 5 })).body)
    check('post', '/advance', 'default', (await ask(server.url, '/advance', '{')).body)
    // Whatever is described is there.
    for (const [route, methods] of Object.entries(paths)) {
      for (const method of Object.keys(methods)) {
        const answer = await fetch(server.url + route, { method: method.toUpperCase(), ...(method === 'get' ? {} : { body: '{}' }) })
        expect([route, method, answer.status]).not.toEqual([route, method, 404])
      }
    }
  })

  it('should let people play batches by hand', async () => {
    await using server = await gymServer({ rom: GAME })
    await using core = await startEmbedded(GAME)
    const { body } = await ask(server.url, '/advance', { steps: [{ buttons: ['start'], hold: 5, frames: 40 }, { buttons: 'a b', frames: 9, save: true }], observe: [{ address: 0xc008, length: 4 }] })
    const [, second] = await core.advance({ steps: [{ buttons: 8, hold: 5, frames: 40 }, { buttons: 3, hold: 9, frames: 9, save: true }], observe: [{ address: 0xc008, length: 4 }] })
    expect((body['results'] as unknown[])[1]).toMatchObject({ frames: 9, fingerprint: second?.fingerprint, memory: Buffer.from(second?.memory ?? []).toString('base64'), saved: { hash: second?.saved?.hash } })
  })
})

describe('a session on a pokemon-gym server', () => {
  it('should be played with keys as people write them', async () => {
    await using server = await gymServer({ rom: GAME })
    await using session = await openGymSession({ url: server.url })
    await session.initialize()
    expect(await session.press('START a')).toMatchObject({ location: 'HOME', step_number: 1 })
    expect(() => session.press('hop')).toThrow(expect.objectContaining({ code: 'bad-input' }))
    const file = await session.saveState()
    expect(readFileSync(file).length).toBeGreaterThan(1000)
    expect(await session.wait(30)).toMatchObject({ step_number: 2 })
    expect(await session.loadState(file)).toMatchObject({ location: 'HOME' })
    expect(await session.status()).toMatchObject({ status: 'running' })
    expect(await session.evaluate()).toMatchObject({ locations: { items: ['HOME'] } })
    expect(await session.stop()).toMatchObject({ status: 'stopped' })
  })

  it('should begin again from the last state when the server has lost it, and say what is lost', async () => {
    await using server = await gymServer({ rom: GAME })
    await using session = await openGymSession({ url: server.url })
    const recoveries: SessionRecovery[] = []
    session.onRecovery((recovery) => recoveries.push(recovery))
    await session.initialize()
    await session.press('start a')
    const stateFile = await session.saveState('mine')
    await session.press('b')
    await ask(server.url, '/stop', {})
    expect(await session.press('b')).toMatchObject({ location: 'HOME' })
    expect(recoveries).toEqual([{ reason: 'the server knew of no session', stateFile, lostSteps: 1 }])
    await using strict = await openGymSession({ url: server.url, reinitialize: false })
    await ask(server.url, '/stop', {})
    await expect(strict.press('a')).rejects.toMatchObject({ code: 'emulator-gone', kind: 'recoverable' })
  })

  it('should begin again when its time was over', async () => {
    await using server = await gymServer({ rom: GAME, sessionMinutes: 0.005 })
    await using session = await openGymSession({ url: server.url })
    const recoveries: SessionRecovery[] = []
    session.onRecovery((recovery) => recoveries.push(recovery))
    await session.initialize()
    await new Promise((resolve) => setTimeout(resolve, 350))
    expect((await session.press('start')).screenshot_base64).not.toBe('')
    expect(recoveries).toMatchObject([{ reason: 'the time of the session was over', stateFile: null }])
  })

  it('should never press a key twice: what may have been played is not sent again, questions are', async () => {
    await using server = await gymServer({ rom: GAME })
    await using wire = await faultyWire(server.url)
    await using session = await openGymSession({ url: wire.url })
    await session.initialize()
    wire.suffer('lose the answer')
    await expect(session.press('a')).rejects.toMatchObject({ code: 'emulator-gone', kind: 'recoverable' })
    wire.suffer('lose the answer')
    expect(await session.status()).toMatchObject({ status: 'running', steps_taken: 1 })
    expect(await session.press('a')).toMatchObject({ step_number: 2 })
  })

  it('should be told from one of our own servers, which alone can be an emulator', async () => {
    const status = '{"status":"not_initialized"}'
    // It answers /health as such servers do, then /status; one connection each.
    let asked = 0
    const said = (): string => (asked++ === 0 ? `HTTP/1.1 404 Not Found\r\ncontent-length: 22\r\nconnection: close\r\n\r\n{"detail":"Not Found"}` : `HTTP/1.1 200 OK\r\ncontent-length: ${status.length}\r\nconnection: close\r\n\r\n${status}`)
    await using foreign = await babbler(said)
    expect(await probeGym(foreign.url)).toEqual({ dialect: 'pokemon-gym', status: { status: 'not_initialized' } })
    asked = 0
    await expect(startGymEmulator({ url: foreign.url, rom: GAME })).rejects.toMatchObject({ code: 'bad-input', hint: expect.stringContaining('ptp gym play') as string })
  })
})
