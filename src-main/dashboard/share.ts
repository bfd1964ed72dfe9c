import { Desk } from '../api/index.ts'
import type { LoadedGame, Run } from '../run/index.ts'
import type { Workbench } from '../workbench.ts'
import type { Announcement } from './announce.ts'
import type { Engine } from './client.ts'
import { startDashboard } from './dashboard.ts'

/** An engine that other programs of this machine can talk to, until it is closed. */
export interface Shared {
  close(): Promise<void>
}

/** Lets other terminals talk to an engine that serves no page: on this machine alone, with a token that is announced in the home. */
export function shareEngine(engine: Engine, face: Announcement['face']): Promise<Shared> {
  return startDashboard(engine, { page: null, face })
}

/**
 * Lets other terminals watch and steer one run that this process plays and closes itself.
 * @param end is called when one of them wants the run to end
 */
export async function shareRun(workbench: Workbench, run: Run, game: LoadedGame, end: () => void): Promise<Shared> {
  const desk = new Desk(workbench, 'browser')
  desk.adopt(run, game, end)
  const shared = await shareEngine(desk, 'terminal').catch(async (error: unknown) => {
    await desk.leave()
    throw error
  })
  return {
    close: async () => {
      await shared.close()
      await desk.leave()
    },
  }
}
