import { useEffect, useRef, type JSX } from 'react'
import type { Branch } from '../api/contract.ts'
import { useBranches } from '../state/run.ts'
import { EmptyState, ErrorState, formatCount, Icon, MiddleEllipsis, Spinner, type IconName } from '../ui/index.ts'
import { askMessages, goToMessage, useMessages } from './messages.ts'
import type { Said } from './saidMessages.ts'

const ICONS: Record<Said['level'], IconName> = { info: 'info', warning: 'warning', error: 'error' }

/** What the run said: LOG and OBSERVE lines, warnings, errors. The newest is at the bottom. */
export function MessageList(): JSX.Element {
  const messages = useMessages((state) => state.messages)
  const loading = useMessages((state) => state.loading)
  const error = useMessages((state) => state.error)
  const isCut = useMessages((state) => state.isCut)
  const branches = useBranches()
  // Logs of older versions do not say it.
  const showsBranch = branches.length > 1 && messages.some(({ branch }) => branch !== undefined)
  const list = useRef<HTMLUListElement>(null)
  const atEnd = useRef(true)
  useEffect(() => {
    if (atEnd.current && list.current !== null) list.current.scrollTop = list.current.scrollHeight
  }, [messages])
  if (messages.length === 0) {
    if (error !== null) return <ErrorState error={error} onRetry={askMessages} />
    if (loading) return <Spinner label="Reading what the run said" />
    return <EmptyState title="Nothing was said yet">LOG and OBSERVE lines of a script appear here while it runs, and so do errors.</EmptyState>
  }
  return (
    <ul
      ref={list}
      className="message-list"
      aria-label="Messages of the run"
      onScroll={({ currentTarget }) => {
        atEnd.current = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < 8
      }}
    >
      {error !== null && <li className="message-cut muted">What it said before could not be read: {error.message}</li>}
      {isCut && <li className="message-cut muted">Only the newest are shown; the others are in logs/run.log of the run.</li>}
      {messages.map((message, at) => (
        <li key={at}>
          <button type="button" className={`message message-${message.level}`} onClick={() => goToMessage(message)}>
            {showsBranch && <MiddleEllipsis text={nameOf(branches, message.branch)} className="message-branch" />}
            <span className="message-tick">{formatCount(message.tick)}</span>
            <Icon name={ICONS[message.level]} size={14} />
            <span className="message-text">{message.text}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** @returns what a branch is called, nothing where it is not known on which one a message was said */
function nameOf(branches: readonly Branch[], branch: number | undefined): string {
  return branch === undefined ? '' : (branches.find((one) => one.branch === branch)?.name ?? `branch ${branch}`)
}
