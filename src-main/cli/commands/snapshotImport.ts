import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseError, PtpError, type SerializedError, type SnapshotSummary } from '../../../src-preload/contract/index.ts'
import { Desk } from '../../api/index.ts'
import { readMetadata } from '../../recorder/index.ts'
import { MAX_HEADER_BYTES, MAX_STATE_BYTES } from '../../snapshot/index.ts'
import { Workbench } from '../../workbench.ts'
import { print } from '../output.ts'
import type { GlobalOptions } from '../flags.ts'

const MOST_BYTES = MAX_HEADER_BYTES + MAX_STATE_BYTES
const FETCH_MS = 60_000

/** Takes a snapshot into a run: from a file, or from the dashboard of another machine that shares it. */
export async function importSnapshot(run: string, source: string, flags: GlobalOptions): Promise<void> {
  const workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const desk = new Desk(workbench, 'browser')
  try {
    const dir = workbench.runDir(run)
    const { run_id } = readMetadata(dir)
    if (workbench.isLive(dir)) throw new PtpError('busy', `run ${run_id} is being played`, { hint: 'take the snapshot in once it has ended' })
    await using fetched = await fileOf(source)
    const meta: SnapshotSummary = await desk.call('snapshots.import', { run: run_id, path: fetched.file })
    print(flags, meta, [`${meta.id}: tick ${meta.tick}${meta.reason === 'imported' ? ' of another run' : ''}, in ${run_id}`])
  } finally {
    await desk.close()
  }
}

async function fileOf(source: string): Promise<AsyncDisposable & { file: string }> {
  if (!/^https?:/.test(source)) return { file: source, [Symbol.asyncDispose]: () => Promise.resolve() }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ptp-snapshot-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const file = path.join(folder, 'fetched.ptpsnap')
  try {
    await writeFile(file, await fetched(source))
  } catch (error) {
    await remove()
    throw error
  }
  return { file, [Symbol.asyncDispose]: remove }
}

/** @throws PtpError as the other machine gave it; `not-found` when nobody answers there, `bad-snapshot` for what is too big for one */
async function fetched(url: string): Promise<Uint8Array> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) }).catch((cause: unknown) => {
    throw new PtpError('not-found', `nobody answers at ${new URL(url).host}`, { hint: 'the dashboard there has to listen to other machines: ptp start --host', cause })
  })
  if (!answer.ok) throw refusalOf(answer.status, await answer.text())
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of answer.body ?? []) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > MOST_BYTES) throw new PtpError('bad-snapshot', `${url} gives more than the ${MOST_BYTES} bytes a snapshot may have`)
  }
  return Buffer.concat(pieces)
}

function refusalOf(status: number, text: string): PtpError {
  try {
    return parseError((JSON.parse(text) as { error: SerializedError }).error)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    return new PtpError('not-found', `the other machine answers ${status}: ${text.slice(0, 200).trim()}`, { hint: 'the address needs the token of the dashboard there: ?run=RUN&token=TOKEN', cause })
  }
}
