import { connect, createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** What the wire does with what comes back from the server. */
export type WireMode = 'pass' | 'slow' | 'garbage' | 'silent' | 'half-closed'

/** A wire to a server that can be made a bad one at any time. */
export class BadWire {
  mode: WireMode = 'pass'
  /** ms each piece of an answer is late while it is slow */
  delay = 700
  readonly url: string
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server) {
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static to(url: string): Promise<BadWire> {
    const { hostname, port } = new URL(url)
    return BadWire.#open(() => connect(Number(port), hostname))
  }

  /** A wire from a port to a local socket. */
  static toSocket(path: string): Promise<BadWire> {
    return BadWire.#open(() => connect(path))
  }

  static async #open(far: () => Socket): Promise<BadWire> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const wire = new BadWire(server)
    server.on('connection', (near) => wire.#join(near, far()))
    return wire
  }

  /** Cuts every connection; new ones are let in. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.cut()
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(near: Socket, far: Socket): void {
    for (const socket of [near, far]) {
      this.#sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        this.#sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (bytes) => far.write(bytes))
    far.on('data', (bytes) => this.#back(near, bytes))
  }

  #back(near: Socket, bytes: Buffer): void {
    if (this.mode === 'pass') near.write(bytes)
    if (this.mode === 'garbage') near.write(Buffer.from(bytes.map((byte, at) => byte ^ (at % 251))))
    if (this.mode === 'half-closed') near.end(bytes.subarray(0, 10))
    if (this.mode === 'slow') setTimeout(() => near.destroyed || near.write(bytes), this.delay)
  }
}
