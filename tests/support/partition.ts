import net from 'node:net'

/** The way to a server, which can be cut as a network is: packets are dropped without a word, nothing is closed or refused. */
export interface Partition {
  port: number
  /** From now on nothing passes, in neither direction; who connects is let in and hears nothing. */
  cut(): void
  /** What comes from now on passes again, also on connections that were there; what was dropped is lost. */
  heal(): void
  /** connections that were made while it was cut */
  knocks(): number
  close(): Promise<void>
}

/** Puts a partition before a server of this machine. */
export async function partitionBefore(target: number): Promise<Partition> {
  const sockets = new Set<net.Socket>()
  let isCut = false
  let knocks = 0
  const server = net.createServer((near) => {
    sockets.add(near)
    near.on('error', () => undefined)
    near.on('close', () => sockets.delete(near))
    if (isCut) {
      knocks++
      near.on('data', () => undefined)
      return
    }
    const far = net.connect(target, '127.0.0.1')
    sockets.add(far)
    far.on('error', () => near.destroy())
    far.on('close', () => {
      sockets.delete(far)
      // The news that the other end hung up is a packet too.
      if (!isCut) near.destroy()
    })
    near.on('close', () => {
      if (!isCut) far.destroy()
    })
    for (const [from, to] of [[near, far], [far, near]] as const) {
      from.on('data', (chunk) => {
        if (!isCut) to.write(chunk)
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut: () => (isCut = true),
    heal: () => (isCut = false),
    knocks: () => knocks,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
