import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { PtpError, settingsChangeSchema, type SettingsChange } from '../../src-preload/contract/index.ts'
import { writeWholeSync } from '../wholeFile.ts'

/** What was changed since config.yaml was written; a run whose settings were never changed has none. */
const CHANGES_FILE = 'settings.json'
const VERSION = 1
const MAX_BYTES = 4 << 20
/** More than that are not told one by one: the earliest are put together. The log of the run has them all. */
const MAX_CHANGES = 1000

const fileSchema = z.object({ format: z.literal('ptp-settings-changes'), version: z.literal(VERSION), changes: z.array(settingsChangeSchema) })

/**
 * Reads which settings of a run were changed while it went, the earliest first.
 * @throws PtpError `bad-run` for a file that cannot be trusted, `newer-format`
 */
export function readChanges(dir: string): SettingsChange[] {
  const file = path.join(dir, CHANGES_FILE)
  if (!existsSync(file)) return []
  const bad = (what: string, cause?: unknown): PtpError =>
    new PtpError('bad-run', `${file} ${what}`, { hint: 'take it from a backup, or remove it: the run then goes on with the settings it was started with', details: { file }, cause })
  const { size } = statSync(file)
  if (size > MAX_BYTES) throw bad(`has ${size} bytes, more than the ${MAX_BYTES} it may have`)
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw bad('is no JSON', cause)
  }
  if (typeof json === 'object' && json !== null && 'version' in json && typeof json.version === 'number' && json.version > VERSION) {
    throw new PtpError('newer-format', `${file} has version ${json.version}, and this workbench knows ${VERSION}`, { hint: 'open the run with a later version of the workbench', details: { file } })
  }
  const parsed = fileSchema.safeParse(json)
  if (!parsed.success) throw bad(`is not as expected at "${parsed.error.issues[0]?.path.join('.') ?? ''}"`, parsed.error)
  return parsed.data.changes
}

/**
 * Keeps a change with the run; it is on the disk when this returns.
 * @throws PtpError as {@link readChanges}; `disk-full`, `storage`
 */
export function keepChange(dir: string, change: SettingsChange): void {
  const changes = [...readChanges(dir), change]
  while (changes.length > MAX_CHANGES) changes.splice(0, 2, together(changes))
  const file = path.join(dir, CHANGES_FILE)
  try {
    writeWholeSync(file, `${JSON.stringify({ format: 'ptp-settings-changes', version: VERSION, changes }, null, 1)}\n`)
  } catch (cause) {
    const isFull = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')
    throw new PtpError(isFull ? 'disk-full' : 'storage', `the change of settings cannot be kept in ${file}: ${String(cause)}`, { hint: 'nothing was changed', cause })
  }
}

/** The first two as one that leads to the same settings. */
function together([first, second]: readonly SettingsChange[]): SettingsChange {
  if (!first || !second) throw new PtpError('internal', 'there are no two changes to put together')
  const set = new Map(first.set.map((each) => [each.setting, each]))
  for (const each of second.set) set.set(each.setting, { ...each, from: (set.get(each.setting) ?? each).from })
  return { ...second, set: [...set.values()] }
}
