import type { ImageStatus, PoolEvent } from '../../src-preload/contract/index.ts'
import type { Backend } from './backend.ts'
import type { PoolLog } from './poolLog.ts'

/** Tells of the image of a pool while it is built or pulled: each step is a change, its begin and its end are events. */
export function tellImage(backend: Backend, log: PoolLog): void {
  const states = new Map<string, ImageStatus['state']>()
  backend.watchImage?.((engine, image) => {
    const isNews = states.get(engine) !== image.state
    states.set(engine, image.state)
    if (isNews) log.tell({ at: new Date().toISOString(), kind: 'image', emulator: null, run: null, ...wordsOf(image, engine) })
    else log.changed()
  })
}

function wordsOf({ state, name, message }: ImageStatus, engine: string): Pick<PoolEvent, 'level' | 'text'> {
  switch (state) {
    case 'building':
      return { level: 'info', text: `${name} is being built on ${engine}` }
    case 'pulling':
      return { level: 'info', text: `${name} is being pulled on ${engine}` }
    case 'ready':
      return { level: 'info', text: `${name} is there on ${engine}` }
    case 'missing':
      return { level: 'warning', text: `${name} is not there on ${engine}` }
    case 'failed':
      return { level: 'error', text: message }
  }
}
