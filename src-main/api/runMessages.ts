import type { RunMessage } from '../../src-preload/contract/index.ts'
import { readMessages, type LoggedMessage } from '../run/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts } from './desk.ts'
import type { OpenRun } from './runShelf.ts'

/** What runs said: their logs, and the errors of their records. */
export function messageAnswers({ shelf, live }: Pick<DeskParts, 'shelf' | 'live'>): AnswersTo<'runs.messages'> {
  return {
    'runs.messages': async ({ run, limit }) => {
      const open = await shelf.open(run)
      // From here on nothing is waited for: whatever is told so far is read, and nothing that is told later.
      open.recorder?.flush()
      const { messages: logged, isCut } = readMessages(open.dir)
      const all = [...logged, ...errorsOf(open, logged)].sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
      const messages = all.slice(-limit).map(({ at: _, ...message }): RunMessage => message)
      return { messages, is_cut: isCut || all.length > limit, up_to: live.told }
    },
  }
}

/** Errors that are recorded, but were not logged with the same words. */
function errorsOf({ reader }: OpenRun, logged: readonly LoggedMessage[]): LoggedMessage[] {
  const known = new Set(logged.map(({ tick, text }) => `${tick} ${text}`))
  return reader.errors().flatMap(({ timestamp, branch, tick, error_message: message, recovered, recovery_action: action }) => {
    const text = recovered && action !== null ? `${message}; ${action}` : message
    if (known.has(`${tick} ${message}`) || known.has(`${tick} ${text}`)) return []
    return [{ at: timestamp, ...(branch === null ? {} : { branch }), tick: tick ?? 0, level: recovered ? ('warning' as const) : ('error' as const), text }]
  })
}
