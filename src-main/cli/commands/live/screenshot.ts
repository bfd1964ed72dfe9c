import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { print, table } from '../../output.ts'
import type { GlobalOptions } from '../../flags.ts'
import { withEngine, type RunningEngine } from './engine.ts'

interface Shot {
  screenshot_id: string
  timestamp: string
  tick: number
  screen_type: string
  compression: string
  file_size_bytes: number
}

interface RunFlag extends GlobalOptions {
  run?: string
  output?: string
}

/** The newest screenshot of a run: its facts, and its picture as a file where one is asked for. */
export function latestScreenshot(flags: RunFlag): Promise<void> {
  return showScreenshot('latest', flags)
}

export async function showScreenshot(id: string, flags: RunFlag): Promise<void> {
  await withEngine(flags, flags.run, async (engine) => {
    const shot = await engine.get<Shot>(`/screenshots/${encodeURIComponent(id)}`)
    const file = flags.output === undefined ? null : await save(engine, shot, flags.output)
    print(flags, { ...shot, file }, [
      `${shot.screenshot_id}: tick ${shot.tick}, ${shot.screen_type}, ${shot.timestamp}, ${shot.compression}, ${shot.file_size_bytes} bytes`,
      ...(file === null ? ['  --output FILE writes the picture'] : [`  ${file}`]),
    ])
  })
}

async function save(engine: RunningEngine, shot: Shot, output: string): Promise<string> {
  const answer = await engine.open(`/screenshots/${shot.screenshot_id}/image`)
  const file = path.resolve(output)
  await writeFile(file, Buffer.from(await answer.arrayBuffer()))
  return file
}

/** A page of the screenshots of a run. */
export async function listScreenshots(flags: RunFlag & { page: number; pageSize: number }): Promise<void> {
  const page = await withEngine(flags, flags.run, (engine) =>
    engine.get<{ screenshots: { id: string; timestamp: string; tick: number; screen_type: string }[]; total_count: number }>('/screenshots', { page: flags.page, page_size: flags.pageSize }))
  const rows = page.screenshots.map(({ id, tick, screen_type, timestamp }) => [id, tick, screen_type, timestamp])
  const pages = Math.max(1, Math.ceil(page.total_count / flags.pageSize))
  print(flags, page, [...table(['id', 'tick', 'screen', 'time'], rows), ...(flags.quiet ? [] : [`page ${flags.page} of ${pages}, ${page.total_count} screenshots`])])
}
