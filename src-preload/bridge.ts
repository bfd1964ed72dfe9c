import { contextBridge, ipcRenderer } from 'electron'
// Not through the contract's index: the schema library stays out of the preload.
import { CHANNELS, DESKTOP, type BridgeAnswer, type DesktopBridge } from './contract/bridge.ts'

const listeners = new Map<string, Set<(event: unknown) => void>>()

ipcRenderer.on(CHANNELS.event, (_, name: string, event: unknown) => {
  try {
    for (const listener of listeners.get(name) ?? []) listener(event)
  } finally {
    ipcRenderer.send(CHANNELS.taken)
  }
})

const bridge: DesktopBridge = {
  pictures: DESKTOP.pictures,
  call: (name, input) => ipcRenderer.invoke(CHANNELS.call, name, input) as Promise<BridgeAnswer>,
  subscribe(name, listener) {
    if (listeners.size === 0) ipcRenderer.send(CHANNELS.ready)
    const own = listeners.get(name) ?? new Set()
    listeners.set(name, own)
    own.add(listener)
    return () => {
      own.delete(listener)
    }
  },
}

contextBridge.exposeInMainWorld('ptp', bridge)
