import { useEffect, useRef, type JSX } from 'react'
import { useSelection } from '../state/selection.ts'
import { EmptyState, formatCount, Icon, type IconName } from '../ui/index.ts'
import { useMessages, type RunMessage } from './messages.ts'

const ICONS: Record<RunMessage['level'], IconName> = { info: 'info', warning: 'warning', error: 'error' }

/** What the run said since it was opened: LOG and OBSERVE lines, warnings, errors. The newest is at the bottom. */
export function MessageList(): JSX.Element {
  const messages = useMessages((state) => state.messages)
  const goTo = useSelection((state) => state.goTo)
  const list = useRef<HTMLUListElement>(null)
  const atEnd = useRef(true)
  useEffect(() => {
    if (atEnd.current && list.current !== null) list.current.scrollTop = list.current.scrollHeight
  }, [messages])
  if (messages.length === 0) {
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
      {messages.map((message, at) => (
        <li key={at}>
          <button type="button" className={`message message-${message.level}`} onClick={() => goTo(message.tick)}>
            <span className="message-tick">{formatCount(message.tick)}</span>
            <Icon name={ICONS[message.level]} size={14} />
            <span className="message-text">{message.text}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
