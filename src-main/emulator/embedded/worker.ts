import { parentPort, workerData, type Transferable } from 'node:worker_threads'
import { PtpError, serializeError } from '../../../src-preload/contract/index.ts'
import type { SavedState } from '../emulator.ts'
import { createCore } from './cores.ts'
import { Machine } from './machine.ts'
import type { PackedResults, WorkerCall, WorkerReady, WorkerReply, WorkerStart } from './protocol.ts'

const port = parentPort
if (!port) throw new Error('this file is the inside of a worker thread')

const start = workerData as WorkerStart
const pulse = new Int32Array(start.pulse)
const core = await createCore(start.core, start.rom, { model: start.model, sound: start.sound, ...(start.bootRom ? { bootRom: start.bootRom } : {}) })
const machine = new Machine(core, () => Atomics.add(pulse, 0, 1))

function answer(call: WorkerCall): unknown {
  switch (call.op) {
    case 'advance':
      return machine.advance(call.batch)
    case 'read':
      return machine.read(call.ranges)
    case 'picture':
      return core.screen().slice()
    case 'save':
      return machine.save()
    case 'bess':
      return core.exportBess()
    case 'load':
      core.loadState(call.state)
      return null
    case 'reset':
      core.reset()
      return null
  }
}

/** Buffers that move to the other side instead of being copied. */
function moved(call: WorkerCall, value: unknown): Transferable[] {
  if (call.op === 'save') return [(value as SavedState).state.buffer as ArrayBuffer]
  if (call.op !== 'advance') return []
  const results = value as PackedResults
  const buffers: Transferable[] = [results.memory.buffer as ArrayBuffer]
  if (results.changes.length > 0) buffers.push(results.changes.buffer as ArrayBuffer)
  for (const picture of results.pictures) if (picture) buffers.push(picture.buffer as ArrayBuffer)
  for (const saved of results.saved) if (saved && 'whole' in saved) buffers.push(saved.whole.buffer as ArrayBuffer)
  return buffers
}

port.on('message', ({ id, call }: { id: number; call: WorkerCall }) => {
  let reply: WorkerReply
  let transfer: Transferable[] = []
  try {
    const value = answer(call)
    transfer = moved(call, value)
    reply = { id, value }
  } catch (error) {
    // Anything unexpected leaves the core in an unknown state: end the thread, so that the pool replaces it.
    if (!(error instanceof PtpError)) throw error
    reply = { id, error: serializeError(error) }
  }
  Atomics.add(pulse, 0, 1)
  port.postMessage(reply, transfer)
})

const ready: WorkerReady = { ready: core.info }
port.postMessage(ready)
