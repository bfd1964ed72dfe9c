import { rename, rm } from 'node:fs/promises'
import type { AnchorHome } from './anchorHome.ts'
import { AnchorPack } from './anchorPack.ts'
import { storageError } from './refusal.ts'

/** Bytes of void records that are not worth the work. */
const WORTHWHILE = 4 * 1024 * 1024

/**
 * Writes a pack anew without the records that are void, when those take more room than the others: they pile up where a run is
 * killed and resumed again and again. Damaged anchors are left out too. A crash meanwhile leaves the old pack as it was.
 * @param worthwhile bytes of void records from which on it is done
 * @returns bytes that were freed, 0 when nothing was done
 * @throws PtpError `foreign-snapshot`, `bad-snapshot`, `newer-format` as {@link AnchorPack.open}; `storage`, `disk-full`
 */
export async function compactAnchors(file: string, home: AnchorHome, worthwhile = WORTHWHILE): Promise<number> {
  const old = await AnchorPack.open(file, home)
  const draft = `${file}.compact`
  const { bytes, live } = old.stats
  try {
    if (bytes - live < Math.max(worthwhile, live)) return 0
    await rm(draft, { force: true })
    const fresh = await AnchorPack.open(draft, home, { write: true })
    for await (const held of old.all()) {
      fresh.append(held, held.state, held.agent)
      // So that no more than one state waits in memory.
      await fresh.flush()
    }
    const after = fresh.stats.bytes
    await fresh.close()
    await replace(draft, file)
    return bytes - after
  } finally {
    await old.close()
  }
}

async function replace(draft: string, file: string): Promise<void> {
  try {
    await rename(draft, file)
  } catch (cause) {
    throw storageError(file, 'putting the compacted anchors in place', cause)
  }
}
