import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { createCore } from '../../src-main/emulator/embedded/cores.ts'
import type { TickInput } from '../../src-preload/contract/index.ts'

/** The bare core in a worker thread: plays inputs, reads nothing, tells how long it took. */
const { rom, core: name } = workerData as { rom: string; core: string }
const core = await createCore(name, new Uint8Array(readFileSync(rom)), { model: 'auto', sound: false })

parentPort?.on('message', (inputs: readonly TickInput[]) => {
  core.reset()
  const began = performance.now()
  for (const { buttons, hold, frames } of inputs) {
    if (hold > 0) core.advance(buttons, hold, 'none')
    if (frames > hold) core.advance(0, frames - hold, 'none')
  }
  parentPort?.postMessage(performance.now() - began)
})
