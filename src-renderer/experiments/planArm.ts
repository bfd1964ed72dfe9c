import { assignments, scalarOf } from './typed.ts'

/** One arm as it is typed. */
export interface ArmForm {
  /** `script:demo.ptp`, `agent:random`, `agent:search` or `agent:http` */
  plays: string
  name: string
  /** `NAME = value`, `timing.NAME = frames` or `settings.SECTION.NAME = value`, one a line */
  own: string
  /** of a program behind HTTP */
  url: string
  /** of a search; nothing: the plan's `stop_when` */
  goal: string
  prefer: string
  maxRestores: string
  actions: string
}

export const FIRST_ARM: ArmForm = { plays: '', name: '', own: '', url: '', goal: '', prefer: '', maxRestores: '', actions: '' }

/** Asks a program for each decision. */
export const HTTP_AGENT = 'agent:http'
/** Explores first, then plays the line that was found. */
export const SEARCH_AGENT = 'agent:search'

/** Whether there is nothing to say what plays. */
export function isUnnamed({ plays, url }: ArmForm): boolean {
  return plays === '' || (plays === HTTP_AGENT && url.trim() === '')
}

/** @returns the arm as the engine takes it; what is wrong with it the engine says */
export function armOf(form: ArmForm): Record<string, unknown> {
  const { plays, name } = form
  const cut = plays.indexOf(':')
  const arm: Record<string, unknown> = { [plays.slice(0, cut)]: plays === HTTP_AGENT ? form.url.trim() : plays.slice(cut + 1) }
  if (name.trim() !== '') arm['name'] = name.trim()
  if (plays === SEARCH_AGENT) {
    const search = searchOf(form)
    if (Object.keys(search).length > 0) arm['search'] = search
  }
  return { ...arm, ...ownOf(form) }
}

function searchOf({ goal, prefer, maxRestores, actions }: ArmForm): Record<string, unknown> {
  const search: Record<string, unknown> = {}
  if (goal.trim() !== '') search['goal'] = goal.trim()
  if (prefer.trim() !== '') search['prefer'] = prefer.trim()
  if (maxRestores.trim() !== '') search['max_restores'] = scalarOf(maxRestores)
  if (actions.trim() !== '') search['actions'] = scalarOf(actions)
  return search
}

/** What is particular about an arm; only a script has constants and timing. */
function ownOf({ plays, own }: ArmForm): Record<string, unknown> {
  const constants: Record<string, unknown> = {}
  const timing: Record<string, unknown> = {}
  const settings: Record<string, Record<string, unknown>> = {}
  for (const [key, text] of assignments(own)) {
    const [kind = '', section = '', ...rest] = key.split('.')
    if (kind === 'settings' && rest.length > 0) settings[section] = { ...settings[section], [rest.join('.')]: scalarOf(text) }
    else if (kind === 'timing' && section !== '') timing[section] = scalarOf(text)
    else constants[kind === 'constants' && section !== '' ? section : key] = scalarOf(text)
  }
  const isScript = plays.startsWith('script:')
  return {
    ...(isScript && Object.keys(constants).length > 0 ? { constants } : {}),
    ...(isScript && Object.keys(timing).length > 0 ? { timing } : {}),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  }
}
