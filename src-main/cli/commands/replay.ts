import { writeFile } from 'node:fs/promises'
import { FRAMES_PER_SECOND, PtpError } from '../../../src-preload/contract/index.ts'
import { describeState } from '../../game/index.ts'
import { encodePng, seek } from '../../run/index.ts'
import { Workbench } from '../../workbench.ts'
import { gameTime, print } from '../output.ts'
import type { GlobalOptions } from '../flags.ts'

interface ReplayFlags extends GlobalOptions {
  to?: number
  branch: number
  picture?: string
  state?: string
}

/** Lands on a tick and says what is there. */
export async function replay(id: string, flags: ReplayFlags): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const dir = workbench.runDir(id)
  await using archive = await workbench.openArchive(dir)
  const { metadata } = archive
  const branch = archive.branches().find((each) => each.branch === flags.branch)
  if (!branch) throw new PtpError('not-found', `run ${metadata.run_id} has no branch ${flags.branch}`, { hint: '`ptp runs show` lists them' })
  const tick = flags.to ?? branch.head_tick
  if (tick > branch.head_tick) {
    throw new PtpError('not-found', `branch ${flags.branch} ends at tick ${branch.head_tick}, before ${tick}`, { hint: `give --to 0…${branch.head_tick}` })
  }
  const game = await workbench.gameOf(metadata)
  await using emulator = await workbench.emulators.start(game, metadata)
  const began = performance.now()
  const sought = await seek(emulator, archive, archive.line(flags.branch), tick, { observe: game.profile.observe, picture: true })
  const milliseconds = Math.round((performance.now() - began) * 10) / 10
  const state = game.profile.createReader().read(sought.memory)
  const { hash } = await emulator.save()
  const files: string[] = []
  if (flags.picture) {
    await writeFile(flags.picture, await encodePng(sought.picture ?? (await emulator.picture())))
    files.push(flags.picture)
  }
  if (flags.state) {
    await writeFile(flags.state, await emulator.exportBess())
    files.push(flags.state)
  }
  const summary = archive.reader.summary()
  const result = {
    run_id: metadata.run_id,
    dir,
    branch: flags.branch,
    ticks: tick,
    frames: sought.frame,
    final_state_hash: hash,
    final_state: state,
    snapshots: summary.snapshots,
    screenshots: summary.screenshots,
    events: summary.events,
    exports: files,
    replayed_ticks: sought.replayed,
    milliseconds,
  }
  print(flags, result, [
    `${metadata.run_id} at tick ${tick} (${gameTime(sought.frame, FRAMES_PER_SECOND)} of game time): ${describeState(state)}`,
    `  state hash  ${hash}`,
    `  reached in ${milliseconds} ms, ${sought.replayed} ticks after the nearest snapshot`,
    ...files.map((file) => `  wrote ${file}`),
  ])
}
