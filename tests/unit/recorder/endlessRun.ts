// Records ticks until it is killed, one a millisecond or so, and says each with its time.
import { writeSync } from 'node:fs'
import path from 'node:path'
import { RunRecorder } from '../../../src-main/recorder/index.ts'
import { EMPTY_STATE } from '../../../src-preload/contract/index.ts'
import { syntheticMetadata } from '../../support/syntheticRun.ts'

const home = process.argv[2] ?? ''
const recorder = RunRecorder.create(path.join(home, 'runs', 'endless'), syntheticMetadata('endless'), '')
let tick = 0
setInterval(() => {
  for (let i = 0; i < 10; i++) {
    tick += 1
    const state = { ...EMPTY_STATE, x: tick % 20 }
    recorder.tick({
      branch: 0, tick, frame: tick * 16, input: { buttons: 1, hold: 4, frames: 16 }, fingerprint: tick, state, previous: null, events: [],
      action: { title: 'PRESS A', type: 'MENU', line: null, instruction: null }, agentState: { at: tick }, wallTime: Date.now(),
    })
  }
  writeSync(1, `${tick} ${Date.now()}\n`)
}, 5)
