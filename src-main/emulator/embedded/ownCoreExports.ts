/** A compiled `WebAssembly.Module` (whose type is known only where the browser's types are). */
export type CompiledCore = object

/** What index.ts of the AssemblyScript sources exports. */
export interface CoreExports {
  memory: { buffer: ArrayBuffer; grow(pages: number): number }
  romAddress(): number
  stateAddress(): number
  stageAddress(): number
  rgbAddress(): number
  samplesAddress(): number
  bootAddress(): number
  setBootRom(size: number): void
  insert(size: number): number
  memoryNeeded(slots: number): number
  reset(cgb: number): void
  advance(buttons: number, frames: number, draw: number): void
  advanceUntil(buttons: number, hold: number, frames: number, draw: number): number
  runToBreak(buttons: number, frames: number, draw: number): number
  programAddress(): number
  programRoom(): number
  setProgram(count: number): void
  rangesAddress(list: number): number
  rangesRoom(): number
  observedAddress(): number
  observe(count: number): void
  watchedChanged(count: number): number
  addCondition(address: number, mask: number, operator: number, value: number): number
  clearConditions(all: number): void
  peek(address: number, length: number): void
  poke(address: number, value: number): void
  pictureRgb(): void
  largestState(): number
  seal(): number
  restore(length: number): number
  rememberState(): void
  changedPages(): number
  changedPagesAddress(): number
  changesAddress(): number
  fork(slot: number): void
  resume(slot: number): void
  workingMemoryHash(): number
  exportBess(): number
  importBess(length: number): number
  setSkipping(on: number): void
  setSound(on: number): void
  takeSamples(): number
}

interface Engine {
  Module: new (bytes: Uint8Array) => CompiledCore
  Instance: new (module: CompiledCore) => { exports: CoreExports }
}

export const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly

export function compileCore(wasm: Uint8Array): CompiledCore {
  return new engine.Module(wasm)
}
