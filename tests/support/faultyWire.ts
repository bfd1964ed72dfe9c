import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** What happens to the next connection that has something to say. */
export type Fault = 'none' | 'lose the answer' | 'cut the request' | 'cut the answer' | 'half-close' | 'say nothing'

export interface FaultyWire extends AsyncDisposable {
  url: string
  /** the next so many answers or requests suffer it */
  suffer(fault: Fault, times?: number): void
  /** faults that have happened */
  suffered: number
}

/** A wire to a server that can be told to fail, byte for byte as networks do. */
export async function faultyWire(target: string): Promise<FaultyWire> {
  const { port } = new URL(target)
  const sockets = new Set<Socket>()
  let fault: Fault = 'none'
  let left = 0
  const wire = { suffered: 0 }
  const take = (...kinds: Fault[]): Fault => {
    if (left === 0 || !kinds.includes(fault)) return 'none'
    left--
    wire.suffered++
    return fault
  }
  const server = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    near.on('data', (bytes) => {
      if (take('cut the request') !== 'none') {
        far.write(bytes.subarray(0, bytes.length >> 1), () => far.destroy())
        near.destroy()
      } else far.write(bytes)
    })
    far.on('data', (bytes) => {
      const now = take('lose the answer', 'cut the answer', 'half-close', 'say nothing')
      if (now === 'none') near.write(bytes)
      else if (now === 'lose the answer') near.destroy()
      else if (now === 'cut the answer') near.write(bytes.subarray(0, bytes.length >> 1), () => near.destroy())
      else if (now === 'half-close') near.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  return Object.assign(wire, {
    url: `http://127.0.0.1:${address.port}`,
    suffer(kind: Fault, times = 1) {
      fault = kind
      left = times
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

/** A server that answers every connection with these bytes, or with nothing. */
export async function babbler(said: string | null | (() => string)): Promise<{ url: string } & AsyncDisposable> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', () => {
      if (said !== null) socket.end(typeof said === 'string' ? said : said())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
