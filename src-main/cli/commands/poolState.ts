import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { defaultHome } from '../../places.ts'
import { carryIn, carryOut } from '../../pool/index.ts'
import type { GlobalOptions } from '../flags.ts'
import { log } from '../log.ts'
import { print } from '../output.ts'
import { emulatorThatIsUp } from '../poolWish.ts'

/** Larger than the state of any emulator. */
const LARGEST = 64 * 1024 * 1024

/** What lies beside a state file, as FILE.json: which server it is of. */
const factsSchema = z.object({
  emulator: z.string(),
  image: z.string(),
  sha256: z.string(),
  saved_at: z.string(),
  steps_taken: z.number().nullable(),
  score: z.number().nullable(),
})

/** Has a plain pokemon-gym server of the pool save its state, and carries the file here. */
export async function savePoolState(id: string, file: string, flags: GlobalOptions): Promise<void> {
  const { url, container, engine } = await emulatorThatIsUp(flags.home ?? defaultHome(), id)
  const { bytes, image, status } = await carryOut({ url, container, engine })
  const facts: z.infer<typeof factsSchema> = {
    emulator: id, image, sha256: hashOf(bytes), saved_at: new Date().toISOString(), steps_taken: status.steps_taken ?? null, score: status.score ?? null,
  }
  await writeFileAtomic(file, Buffer.from(bytes))
  await writeFileAtomic(`${file}.json`, `${JSON.stringify(facts, null, 2)}\n`)
  print(flags, { file, bytes: bytes.length, ...facts }, [`${file}: ${bytes.length} bytes, the state of ${id} after ${facts.steps_taken ?? '?'} steps`, `${file}.json says which image can go on from it`])
}

/** Carries a state file into a plain pokemon-gym server of the pool, which goes on from it. */
export async function loadPoolState(id: string, file: string, flags: GlobalOptions): Promise<void> {
  const { url, container, engine } = await emulatorThatIsUp(flags.home ?? defaultHome(), id)
  const { bytes, facts } = readState(file)
  const { state, image } = await carryIn({ url, container, engine }, bytes)
  if (facts && facts.image !== image) log().warning(`the state is of another image (${facts.image.slice(0, 19)}) than ${id} runs (${image.slice(0, 19)}): it may not play on as it did`)
  const { screenshot_base64: _, ...shown } = state
  print(flags, { emulator: id, file, image, state: shown }, [`${id} goes on from ${file}: ${state.location === '' ? 'nowhere yet' : state.location} ${state.coordinates.join(',')}`])
}

/** @throws PtpError `not-found`, `bad-snapshot` */
function readState(file: string): { bytes: Uint8Array; facts: z.infer<typeof factsSchema> | null } {
  if (!existsSync(file)) throw new PtpError('not-found', `there is no file ${file}`)
  const bytes = new Uint8Array(readFileSync(file))
  if (bytes.length === 0 || bytes.length > LARGEST) throw new PtpError('bad-snapshot', `${file} has ${bytes.length} bytes, which no state has`)
  if (!existsSync(`${file}.json`)) return { bytes, facts: null }
  const facts = factsSchema.safeParse(parsed(`${file}.json`))
  if (!facts.success) throw new PtpError('bad-snapshot', `${file}.json does not tell of a state`, { hint: 'remove it to load the state without it' })
  if (facts.data.sha256 !== hashOf(bytes)) throw new PtpError('bad-snapshot', `${file} was cut or altered since it was saved: its checksum is another`, { hint: `remove ${file}.json to load it all the same` })
  return { bytes, facts: facts.data }
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
