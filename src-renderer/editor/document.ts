import { create } from 'zustand'
import { asPtpError, type OutputOf } from '../api/contract.ts'
import { call } from '../api/transport.ts'
import { bundledScript } from '../runs/bundled.ts'
import { recall, remember } from '../state/remembered.ts'
import { toast, toastError } from '../ui/index.ts'

/** A text that is looked at, not edited. */
export type Viewing =
  | { kind: 'version'; version: number; savedAt: string; source: string }
  | { kind: 'ran'; name: string; branchName: string; source: string }

interface ScriptDocument {
  /** its name in the library, null while it has never been saved */
  name: string | null
  version: number
  /** the newest text in the library */
  saved: string
  text: string
  viewing: Viewing | null
  /** grows when the text is replaced from outside the editor */
  epoch: number
  /** grows when another script is opened */
  opened: number
}

/** The script that is open. One at a time; texts not saved yet outlive a restart as drafts. */
export const useScript = create<ScriptDocument>(() => ({ name: null, version: 0, saved: '', text: '', viewing: null, epoch: 0, opened: 0 }))

export const isChanged = ({ text, saved }: Pick<ScriptDocument, 'text' | 'saved'>): boolean => text !== saved

const isText = (value: unknown): value is string | null => typeof value === 'string' || value === null
const draftKey = (name: string | null): string => `draft.${name ?? ''}`
const readDraft = (name: string | null): string | null => recall<string | null>(draftKey(name), null, isText)

let drafting: ReturnType<typeof setTimeout> | undefined

/** The editor's text is another now. */
export function setText(text: string): void {
  useScript.setState({ text })
  clearTimeout(drafting)
  drafting = setTimeout(keepDraft, 400)
}

/** Writes the draft down now. */
export function keepDraft(): void {
  const { name, text, saved } = useScript.getState()
  clearTimeout(drafting)
  if (text === saved) localStorage.removeItem(`ptp.${draftKey(name)}`)
  else remember(draftKey(name), text)
}

/** Puts another text into the editor as an edit of the open script, which Ctrl+Z takes back. */
export function replaceText(text: string): void {
  useScript.setState((before) => ({ text, viewing: null, epoch: before.epoch + 1 }))
  keepDraft()
}

/** Opens a script of the library, with its draft if there is one. */
export async function openScript(name: string): Promise<void> {
  keepDraft()
  const { source, version } = await call('scripts.read', { name })
  useScript.setState((before) => ({ name, version, saved: source, text: readDraft(name) ?? source, viewing: null, epoch: before.epoch + 1, opened: before.opened + 1 }))
  remember('script', name)
}

/** Begins a script that is not in the library yet. */
export function newScript(text = ''): void {
  keepDraft()
  useScript.setState((before) => ({ name: null, version: 0, saved: '', text, viewing: null, epoch: before.epoch + 1, opened: before.opened + 1 }))
  remember('script', null)
}

/** Opens what was open last, else the script of a first try. */
export async function openFirst(): Promise<void> {
  const last = recall<string | null>('script', null, isText)
  const draft = readDraft(null)
  const scripts = await call('scripts.list', {})
  const known = scripts.find((one) => one.name === last) ?? (last === null && draft !== null ? undefined : (bundledScript(scripts) ?? scripts[0]))
  if (known !== undefined) await openScript(known.name)
  else newScript(draft ?? '')
}

/**
 * Saves the open text as the newest version.
 * @param name the name to save under; that of the open script if left out
 * @returns false when there is no name yet
 */
export async function saveScript(name = useScript.getState().name): Promise<boolean> {
  if (name === null) return false
  const { text, name: before } = useScript.getState()
  await call('scripts.save', { name, source: text })
  const { version } = await call('scripts.read', { name })
  if (before !== name) localStorage.removeItem(`ptp.${draftKey(before)}`)
  useScript.setState({ name, version, saved: text })
  remember('script', name)
  keepDraft()
  toast({ level: 'good', text: `Saved ${name} as version ${version}` })
  return true
}

/** Looks at a text without editing it; null: back to the script. */
export function view(viewing: Viewing | null): void {
  useScript.setState((before) => ({ viewing, epoch: before.epoch + 1 }))
}

/** Formats the open text; a text with mistakes stays as it is. */
export async function formatScript(): Promise<void> {
  const { text } = useScript.getState()
  try {
    const { source } = await call('scripts.format', { source: text })
    if (source !== text && useScript.getState().text === text) replaceText(source)
  } catch (error) {
    toastError(asPtpError(error))
  }
}

export type RanScript = OutputOf<'runs.script'>
