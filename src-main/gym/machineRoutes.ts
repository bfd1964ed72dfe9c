import { z } from 'zod'
import { PtpError } from '../../src-preload/contract/index.ts'
import {
  BATCH_TYPE, BatchReader, checkRanges, encodeResults, healthSchema, infoSchema, MAX_REQUEST_BYTES, MAX_ROM_BYTES, MAX_STATE_BYTES, RESULTS_TYPE, SESSION_HEADER,
} from '../emulator/index.ts'
import { advanceSchema, rangesSchema, readAdvance, resultsJson, resultsSchema } from './advanceJson.ts'
import type { GymConsole, MachineOptions } from './console.ts'
import { bytes, json, jsonBody, type Answer, type Call, type Route } from './http.ts'
import { ScreenPng } from './png/screenPng.ts'
import type { Sessions } from './session.ts'

const OCTETS = 'application/octet-stream'
const PNG = 'image/png'
export const HASH_HEADER = 'x-ptp-hash'
const doneSchema = z.object({ ok: z.literal(true) }).meta({ id: 'Done' })
const memoryRequestSchema = z.object({ ranges: rangesSchema }).meta({ id: 'Ranges' })
const DONE = { ok: true }

/** Our own protocol: the whole of `Emulator` over HTTP. */
export function machineRoutes(console: GymConsole, sessions: Sessions): Route[] {
  const batches = new BatchReader()
  const png = new ScreenPng()

  async function advance(call: Call): Promise<Answer> {
    const isBinary = call.headers['content-type'] === BATCH_TYPE
    const batch = isBinary ? batches.read(call.body) : readAdvance(call.body.toString('utf8'))
    const results = await console.play(batch)
    if (!isBinary) return json(resultsJson(results))
    let width = 0
    for (const { length } of batch.observe) width += length
    return bytes(encodeResults(results, width), RESULTS_TYPE)
  }

  async function insertRom({ query, body }: Call): Promise<Answer> {
    const session = query.get('session')
    if (session !== null && !/^[\w-]{1,100}$/.test(session)) throw new PtpError('bad-input', 'the name of a session is made of letters, digits and - _')
    if (session !== null && sessions.isFresh(session) && console.hasMachine) return json(console.info())
    const options = optionsOf(query, console.defaults)
    const cartridge = console.read(new Uint8Array(body))
    sessions.makeWay(query.get('takeOver') === '1', session)
    await console.insert(cartridge, options, session === null ? null : { kind: 'session', id: session })
    return json(console.info())
  }

  async function memory(ranges: z.infer<typeof rangesSchema>): Promise<Answer> {
    checkRanges(ranges)
    return bytes(await console.call((emulator) => emulator.read(ranges)))
  }

  async function screen({ query, headers }: Call): Promise<Answer> {
    const rgb = await console.call((emulator) => emulator.picture())
    const wantsPng = query.get('format') === 'png' || (query.get('format') === null && (headers.accept ?? '').includes(PNG))
    return wantsPng ? bytes(png.encode(rgb), PNG) : bytes(rgb)
  }

  async function save(): Promise<Answer> {
    const { state, hash } = await console.call((emulator) => emulator.save())
    return bytes(state, OCTETS, { [HASH_HEADER]: hash })
  }

  async function load({ body }: Call): Promise<Answer> {
    if (body.length === 0) throw new PtpError('bad-snapshot', 'there is no state in the body')
    await console.call((emulator) => emulator.load(new Uint8Array(body)))
    return json(DONE)
  }

  return [
    { method: 'GET', path: '/health', summary: 'How the server is', limit: 0, gives: { 'application/json': healthSchema }, answer: () => health(console) },
    { method: 'GET', path: '/info', summary: 'The game, the machine and who holds it', limit: 0, gives: { 'application/json': infoSchema }, answer: (call) => sessions.serve(call, false, async () => json(console.info())) },
    {
      method: 'PUT', path: '/rom', summary: 'Put a game in: a new machine, of which nothing was played', limit: MAX_ROM_BYTES,
      query: {
        session: 'name of a session that holds the machine from now on; without it anybody plays', core: 'emulator core', model: 'auto, dmg or cgb',
        sound: '1: emulate sound, 0: do not', takeOver: '1: end whoever holds the machine',
      },
      takes: { [OCTETS]: 'the ROM' }, gives: { 'application/json': infoSchema }, answer: insertRom,
    },
    {
      method: 'DELETE', path: '/session', summary: 'End the session named in the header; its machine is freed', limit: 0, gives: { 'application/json': doneSchema },
      answer: async ({ headers }) => {
        await sessions.end(String(headers[SESSION_HEADER] ?? ''))
        return json(DONE)
      },
    },
    {
      method: 'POST', path: '/advance', summary: 'Play a batch of steps', limit: MAX_REQUEST_BYTES,
      takes: { 'application/json': advanceSchema, [BATCH_TYPE]: 'a batch in the binary form' },
      gives: { 'application/json': resultsSchema, [RESULTS_TYPE]: 'its results in the binary form' },
      answer: (call) => sessions.serve(call, true, () => advance(call)),
    },
    {
      method: 'POST', path: '/memory', summary: 'Read ranges of memory, one after the other', limit: 1 << 20, takes: { 'application/json': memoryRequestSchema }, gives: { [OCTETS]: 'the bytes' },
      answer: (call) => sessions.serve(call, false, async () => memory(parse(memoryRequestSchema, jsonBody(call)).ranges)),
    },
    {
      method: 'GET', path: '/memory', summary: 'Read one range of memory', limit: 0, query: { address: '0–65535, also as 0xC000', length: 'bytes, 1 unless told' }, gives: { [OCTETS]: 'the bytes' },
      answer: (call) => sessions.serve(call, false, async () => memory([{ address: Number(call.query.get('address') ?? Number.NaN), length: Number(call.query.get('length') ?? 1) }])),
    },
    {
      method: 'GET', path: '/screen', summary: 'The picture of the last frame', limit: 0, query: { format: 'rgb (160×144, the default) or png (320×288)' },
      gives: { [OCTETS]: '160×144 RGB', [PNG]: '320×288 RGBA' }, answer: (call) => sessions.serve(call, false, () => screen(call)),
    },
    { method: 'GET', path: '/state', summary: `The whole machine; its hash is in ${HASH_HEADER}`, limit: 0, gives: { [OCTETS]: 'the state' }, answer: (call) => sessions.serve(call, false, save) },
    {
      method: 'PUT', path: '/state', summary: 'Put the machine into a state', limit: MAX_STATE_BYTES, takes: { [OCTETS]: 'the state' }, gives: { 'application/json': doneSchema },
      answer: (call) => sessions.serve(call, true, () => load(call)),
    },
    {
      method: 'GET', path: '/bess', summary: 'The state in the BESS format of other emulators', limit: 0, gives: { [OCTETS]: 'the state' },
      answer: (call) => sessions.serve(call, false, async () => bytes(await console.call((emulator) => emulator.exportBess()))),
    },
    {
      method: 'POST', path: '/reset', summary: 'Switch the machine off and on', limit: 1024, gives: { 'application/json': doneSchema },
      answer: (call) => sessions.serve(call, true, async () => {
        await console.call((emulator) => emulator.reset())
        return json(DONE)
      }),
    },
  ]
}

function health(console: GymConsole): Answer {
  const health = console.health()
  return json(health, health.status === 'failed' ? 503 : 200)
}

/** @throws PtpError `bad-input` */
function optionsOf(query: URLSearchParams, defaults: MachineOptions): MachineOptions {
  const model = query.get('model') ?? defaults.model
  if (model !== 'auto' && model !== 'dmg' && model !== 'cgb') throw new PtpError('bad-input', `there is no console model "${model.slice(0, 20)}"`, { hint: 'use auto, dmg or cgb' })
  return { core: query.get('core') ?? defaults.core, model, sound: query.has('sound') ? query.get('sound') === '1' : defaults.sound }
}

/** @throws PtpError `bad-input` */
function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new PtpError('bad-input', `the body is not as it should be: ${z.prettifyError(parsed.error)}`)
}
