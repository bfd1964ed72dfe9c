export type { Advance, Emulator, EmulatorInfo, SavedState, Step, StepResult } from './emulator.ts'
export { startEmbedded, type EmbeddedOptions } from './embedded/embeddedEmulator.ts'
export { DEFAULT_CORE } from './embedded/coreNames.ts'
export { SCREEN_HEIGHT, SCREEN_WIDTH, type ConsoleModel } from './embedded/core.ts'
