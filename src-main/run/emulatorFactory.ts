import type { RunMetadata } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../emulator/index.ts'
import type { LoadedGame } from './loadedGame.ts'

/** Where runs get their emulators from: worker threads, a pool, containers. */
export interface EmulatorFactory {
  /**
   * @param metadata of the run it is for, so that an old run gets the core that recorded it; none for a new run
   * @throws PtpError `bad-rom`, `foreign-snapshot` when that core is not to be had
   */
  start(game: LoadedGame, metadata?: RunMetadata): Promise<Emulator>
}
