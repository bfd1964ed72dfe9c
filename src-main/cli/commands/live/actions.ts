import { print } from '../../output.ts'
import type { GlobalOptions } from '../../flags.ts'
import { withEngine } from './engine.ts'

interface Entry {
  timestamp: string
  tick: number
  action: string
  context: Record<string, unknown>
}

interface ActionFlags extends GlobalOptions {
  stream?: boolean
  page: number
  pageSize: number
  text?: string
  kinds?: string
  types?: string
  order: 'asc' | 'desc'
  after?: number
}

/** The action log of a run: a page of it, or as it comes. With --json a stream is one object a line. */
export async function actions(run: string | undefined, flags: ActionFlags): Promise<void> {
  await withEngine(flags, run, async (engine) => {
    if (flags.stream === true) {
      for await (const line of engine.lines('/actions/stream', { after: flags.after })) {
        process.stdout.write(`${flags.json ? line : describe(JSON.parse(line) as Entry)}\n`)
      }
      return
    }
    const { text, kinds, types, order } = flags
    const page = await engine.get<{ actions: Entry[]; total_count: number; page: number; page_size: number }>('/actions', { page: flags.page, page_size: flags.pageSize, text, kinds, types, order })
    const pages = Math.max(1, Math.ceil(page.total_count / page.page_size))
    print(flags, page, [...page.actions.map(describe), ...(flags.quiet ? [] : [`page ${page.page} of ${pages}, ${page.total_count} entries`])])
  })
}

function describe({ timestamp, tick, action, context }: Entry): string {
  const { title, result } = context
  const what = typeof title === 'string' ? title : typeof result === 'string' ? `→ ${result}` : ''
  return `${timestamp.slice(11, 23).padEnd(12)}  ${String(tick).padStart(8)}  ${action.padEnd(18)} ${what}`.trimEnd()
}
