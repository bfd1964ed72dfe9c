import { Worker } from 'node:worker_threads'

const LIBRARY = new URL('../../src-main/recorder/library.ts', import.meta.url).href

/** Each opens the library of the same home, one home after the other, all of them at the same moment. */
const OPENER = `
const { parentPort, workerData: { library, homes, gate, openers } } = require('node:worker_threads')
const arrived = new Int32Array(gate)
import(library).then(({ Library }) => {
  const refused = []
  for (const [at, home] of homes.entries()) {
    Atomics.add(arrived, at, 1)
    while (Atomics.load(arrived, at) < openers) continue
    try {
      const opened = Library.open(home)
      opened.list()
      opened.close()
    } catch (error) {
      refused.push(String(error))
    }
  }
  parentPort.postMessage(refused)
})
`

/** Has several threads open the library of each home at the same moment. @returns what they were refused with */
export async function openTogether(homes: readonly string[], openers: number): Promise<string[]> {
  const gate = new SharedArrayBuffer(4 * homes.length)
  const refused = await Promise.all(Array.from({ length: openers }, () => {
    const worker = new Worker(OPENER, { eval: true, workerData: { library: LIBRARY, homes, gate, openers } })
    return new Promise<string[]>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  }))
  return refused.flat()
}
