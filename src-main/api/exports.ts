import { exportCsv, exportJson, type ExportOptions } from '../recorder/index.ts'
import type { AnswersTo, ParsedInput } from './answers.ts'
import type { DeskParts } from './desk.ts'
import { ownPlace, type OpenRun } from './runShelf.ts'

type Wish = ParsedInput<'export.start'>

export function exportAnswers({ shelf, jobs }: DeskParts): AnswersTo<'export.start'> {
  return {
    'export.start': async (wish) => {
      const open = await shelf.open(wish.run)
      if (wish.branch !== null) ownPlace(open, wish.branch, 0)
      const job = jobs.start(`Export of ${wish.run}`, rowsOf(open, wish), async ({ signal, progress }) => {
        const done = new Map<string, number>()
        const options: ExportOptions = {
          tables: wish.tables,
          signal,
          onProgress: ({ table, rows }) => {
            done.set(table, rows)
            progress([...done.values()].reduce((sum, each) => sum + each, 0))
          },
        }
        if (wish.branch !== null) options.line = wish.branch
        if (wish.from !== null) options.from = wish.from
        if (wish.to !== null) options.to = wish.to
        const { files, dictionary } = await (wish.format === 'csv' ? exportCsv : exportJson)(open.dir, options)
        return [...files.map(({ file }) => file), dictionary]
      })
      return { job }
    },
  }
}

/** About how many rows there will be: the tables with a row a tick decide how long it takes. */
function rowsOf({ branches, reader }: OpenRun, { tables, branch, from, to }: Wish): number {
  const line = branch === null ? branches.map(({ fork_tick, head_tick }) => ({ from: fork_tick + 1, to: head_tick })) : reader.lineage(branch)
  const ticks = line.reduce((sum, part) => sum + Math.max(0, Math.min(part.to, to ?? Infinity) - Math.max(part.from, from ?? 0) + 1), 0)
  return ticks * Math.max(1, tables.filter((table) => table === 'actions' || table === 'states').length)
}
