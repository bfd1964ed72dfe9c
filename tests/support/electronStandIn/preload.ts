import { readFileSync } from 'node:fs'
import { toWeb } from './addresses.ts'

/** What runs in the page before its preload; it has Electron's renderer side, and what crosses is copied. */
const RENDERER_SIDE = (): { contextBridge: object; ipcRenderer: object } => {
  const known = <T extends object>(name: string, object: T): T =>
    new Proxy(object, {
      get(target, key) {
        if (!(key in target)) throw new Error(`the stand-in for electron knows no ${name}.${String(key)}`)
        return Reflect.get(target, key) as unknown
      },
    })
  const page = globalThis as unknown as {
    __toMain: (kind: string, channel: string, args: unknown[]) => Promise<unknown>
    __fromMain: (channel: string, args: unknown[]) => void
  }
  const listeners = new Map<string, ((event: object, ...args: unknown[]) => void)[]>()
  page.__fromMain = (channel, args) => {
    for (const listener of listeners.get(channel) ?? []) listener({}, ...args)
  }
  const across = (value: unknown): unknown => {
    if (typeof value === 'function') {
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, undefined, args.map(across))
        if (!(result instanceof Promise)) return across(result)
        // A thrown error keeps its message alone on its way over the bridge.
        return result.then(across, (error: unknown) => Promise.reject(new Error(error instanceof Error ? error.message : String(error))))
      }
    }
    if (typeof value !== 'object' || value === null) return value
    return Object.values(value).some((each) => typeof each === 'function')
      ? Object.freeze(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, across(each)])))
      : structuredClone(value)
  }
  return {
    contextBridge: known('contextBridge', {
      exposeInMainWorld: (name: string, api: object) => Object.defineProperty(globalThis, name, { value: across(api) }),
    }),
    ipcRenderer: known('ipcRenderer', {
      on: (channel: string, listener: (event: object, ...args: unknown[]) => void) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      send: (channel: string, ...args: unknown[]) => void page.__toMain('send', channel, args),
      invoke: (channel: string, ...args: unknown[]) => page.__toMain('invoke', channel, args),
    }),
  }
}

/** @returns a script that runs the built preload in a page, as Electron would before the page's own scripts */
export function preloadScript(file: string): string {
  const source = toWeb(readFileSync(file, 'utf8'))
  return `(() => {
    if (window.top !== window) return
    const electron = (${RENDERER_SIDE.toString()})()
    const require = (name) => { if (name !== 'electron') throw new Error('a sandboxed preload has no ' + name); return electron }
    const module = { exports: {} }
    ;((require, module, exports) => {
      ${source}
    })(require, module, module.exports)
  })()`
}
