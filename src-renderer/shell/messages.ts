import { create } from 'zustand'
import type { EventOf } from '../api/contract.ts'
import { call, subscribe } from '../api/transport.ts'
import { useSelection } from '../state/selection.ts'
import { folderOf, sizesOf, totalBytes, writtenText } from '../exporting/written.ts'
import { toast, toastError } from '../ui/index.ts'

export type RunMessage = EventOf<'run.message'>
export type Job = EventOf<'job.progress'>

interface Messages {
  /** of the selected run since it was selected, oldest first, at most {@link MOST} */
  messages: readonly RunMessage[]
  /** long work that goes on now */
  jobs: readonly Job[]
}

const MOST = 500

export const useMessages = create<Messages>(() => ({ messages: [], jobs: [] }))

/** Collects what the engine tells people; done once. @returns a function that undoes it */
export function startMessages(): () => void {
  const stops = [
    subscribe('run.message', (message) => {
      // What belongs to no run concerns everybody.
      if (message.run === '') toast({ level: message.level, text: message.text })
      if (message.run !== useSelection.getState().run) return
      useMessages.setState((state) => ({ messages: [...state.messages, message].slice(-MOST) }))
      if (message.level === 'error') toast({ level: 'error', text: message.text, action: { title: 'Go to it', run: () => useSelection.getState().goTo(message.tick) } })
    }),
    subscribe('job.progress', takeJob),
    useSelection.subscribe((now, before) => {
      if (now.run !== before.run) useMessages.setState({ messages: [] })
    }),
  ]
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
