// A face of its own: what only hosts emulators (the gym server) must not carry the engine's client with it.
import type { EngineAddress } from './address.ts'
import type { ContainerEngine } from './engine.ts'

export { engineAddress, type EngineAddress } from './address.ts'
export type { EngineContainer, ContainerState, Usage } from './container.ts'
export type { ContainerEngine, ContainerEvents } from './engine.ts'
export type { ImageProgress } from './image.ts'
export { ownImage, type ImageSource } from './ownImage.ts'
export { Ports } from './ports.ts'
export type { ContainerWish } from './wish.ts'

/**
 * Connects to a container engine; its client is loaded only then.
 * @throws PtpError transient `emulator-gone` when none answers, fatal when it is too old or not allowed
 */
export async function connectEngine(address: EngineAddress): Promise<ContainerEngine> {
  return (await import('./engine.ts')).ContainerEngine.connect(address)
}
