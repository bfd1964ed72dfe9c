import type { EmulatorFactory } from '../run/index.ts'
import type { StartState } from './bench.ts'

/**
 * Has a run start from a state: the first emulator, which it begins on, is brought there; those that
 * replace it are brought to the states of the run itself.
 */
export function startingFrom(emulators: EmulatorFactory, from: StartState): EmulatorFactory {
  return {
    start: async (game, metadata) => {
      const emulator = await emulators.start(game, metadata ?? from.metadata)
      if (metadata) return emulator
      try {
        await emulator.load(from.state)
        return emulator
      } catch (error) {
        await emulator.close()
        throw error
      }
    },
  }
}
