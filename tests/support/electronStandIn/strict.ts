/** @returns `known`, but asking it for anything it does not have is an error: nothing is silently left out */
export function strict<T extends object>(name: string, known: T): T {
  return new Proxy(known, {
    get(target, key) {
      if (typeof key === 'string' && !(key in target) && key !== 'then' && key !== 'toJSON') throw new Error(`the stand-in for electron knows no ${name}.${key}`)
      const value: unknown = Reflect.get(target, key, target)
      // Methods of classes with private fields need their own object as `this`.
      return typeof value === 'function' && key !== 'constructor' ? (value.bind(target) as unknown) : value
    },
  })
}

/** An event that can be prevented, as Electron hands it to listeners. */
export class PreventableEvent {
  defaultPrevented = false
  readonly url: string

  constructor(url = '') {
    this.url = url
  }

  preventDefault(): void {
    this.defaultPrevented = true
  }
}
