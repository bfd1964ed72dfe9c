import { create } from 'zustand'
import { asPtpError, type EventOf, type OutputOf, type PtpError, type RunMessage } from '../api/contract.ts'
import { Latest } from '../api/latest.ts'
import { call, subscribe } from '../api/transport.ts'
import { useConnection } from '../state/connection.ts'
import { useRun } from '../state/run.ts'
import { useSelection } from '../state/selection.ts'
import { folderOf, sizesOf, totalBytes, writtenText } from '../exporting/written.ts'
import { toast, toastError } from '../ui/index.ts'
import { fromBefore, lineOf, MOST, withHeard, withRecorded, type Said } from './saidMessages.ts'

export type Job = EventOf<'job.progress'>

interface Messages {
  /** of the selected run, oldest first: the newest of them, see `MOST` */
  messages: readonly Said[]
  /** what the run said before is still to come */
  loading: boolean
  /** why what the run said before is not there */
  error: PtpError | null
  /** the run said more, which only its log holds */
  isCut: boolean
  /** long work that goes on now */
  jobs: readonly Job[]
}

export const useMessages = create<Messages>(() => ({ messages: [], loading: false, error: null, isCut: false, jobs: [] }))

const asking = new Latest<string, OutputOf<'runs.messages'>>(
  (run) => call('runs.messages', { run, limit: MOST }),
  (run, answer) => {
    if (run !== useSelection.getState().run) return
    useMessages.setState(({ messages }) => ({ messages: withRecorded(messages, answer), isCut: answer.is_cut, loading: false, error: null }))
  },
  (run, error) => {
    if (run === useSelection.getState().run) useMessages.setState({ loading: false, error: asPtpError(error) })
  },
)

/** Asks for what the selected run said so far (again). */
export function askMessages(): void {
  const { run } = useSelection.getState()
  useMessages.setState({ loading: run !== null, error: null })
  if (run !== null) asking.ask(run)
}

/** Moves the play head to where a message of the selected run was said, on its branch. */
export function goToMessage(message: Pick<RunMessage, 'branch' | 'tick'>): void {
  const { branch, goTo } = useSelection.getState()
  goTo(message.tick, lineOf(message, useRun.getState().detail?.branches ?? [], branch))
}

/** Collects what the engine tells people; done once. @returns a function that undoes it */
export function startMessages(): () => void {
  const stops = [
    subscribe('run.message', (message) => {
      // What belongs to no run concerns everybody.
      if (message.run === '') toast({ level: message.level, text: message.text })
      if (message.run !== useSelection.getState().run) return
      useMessages.setState((state) => ({ messages: withHeard(state.messages, message) }))
      if (message.level === 'error') toast({ level: 'error', text: message.text, action: { title: 'Go to it', run: () => goToMessage(message) } })
    }),
    subscribe('job.progress', takeJob),
    useSelection.subscribe((now, before) => {
      if (now.run === before.run) return
      useMessages.setState({ messages: [], isCut: false })
      askMessages()
    }),
    useConnection.subscribe((now, before) => {
      if (now.epoch === before.epoch) return
      useMessages.setState((state) => ({ messages: fromBefore(state.messages) }))
      askMessages()
    }),
  ]
  askMessages()
  call('jobs.list', {}).then((jobs) => useMessages.setState({ jobs: jobs.filter((job) => job.state === 'running') }), toastError)
  return () => {
    for (const stop of stops) stop()
  }
}

function takeJob(job: Job): void {
  const others = useMessages.getState().jobs.filter((one) => one.id !== job.id)
  useMessages.setState({ jobs: job.state === 'running' ? [...others, job] : others })
  if (job.state === 'done') tellDone(job).catch(toastError)
  if (job.state === 'failed') toast({ level: 'error', text: `${job.title}: ${job.message ?? 'failed'}` })
}

async function tellDone(job: Job): Promise<void> {
  if (job.files.length === 0) {
    toast({ level: 'good', text: `${job.title}: done` })
    return
  }
  const folder = folderOf(job.files)
  const written = writtenText(job.files.length, totalBytes(await sizesOf(job)))
  toast({ level: 'good', text: `${job.title}: ${written}`, hint: folder, action: { title: 'Copy the path', run: () => copyText(folder) } })
}

function copyText(text: string): void {
  navigator.clipboard.writeText(text).then(() => toast({ level: 'info', text: 'The path is copied' }), toastError)
}
