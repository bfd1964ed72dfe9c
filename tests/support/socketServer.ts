import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

/** A WebSocket server of text messages under 64 KB, just enough to be at the other end of a client. */
export class SocketServer {
  readonly received: unknown[] = []
  onMessage: (message: Record<string, unknown>) => void = () => undefined
  readonly #server: Server
  #socket: Duplex | null = null

  private constructor() {
    this.#server = createServer()
    this.#server.on('upgrade', (request, socket: Duplex) => {
      const key = String(request.headers['sec-websocket-key']) + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
      const accept = createHash('sha1').update(key).digest('base64')
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
      this.#socket = socket
      let buffered: Buffer = Buffer.alloc(0)
      socket.on('data', (data: Buffer) => {
        buffered = this.#take(Buffer.concat([buffered, data]))
      })
      socket.on('error', () => socket.destroy())
    })
  }

  static async listen(port = 0): Promise<SocketServer> {
    const server = new SocketServer()
    await new Promise<void>((resolve) => server.#server.listen(port, '127.0.0.1', resolve))
    return server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  send(message: unknown): void {
    const payload = Buffer.from(JSON.stringify(message))
    const head = payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255])
    this.#socket?.write(Buffer.concat([head, payload]))
  }

  /** Breaks the line without a word, as a network does. */
  drop(): void {
    this.#socket?.destroy()
    this.#socket = null
  }

  async close(): Promise<void> {
    this.drop()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(data: Buffer): Buffer {
    let rest = data
    while (rest.length >= 6) {
      const short = (rest[1] ?? 0) & 127
      const start = short === 126 ? 8 : 6
      const length = short === 126 ? rest.readUInt16BE(2) : short
      if (rest.length < start + length) break
      const mask = rest.subarray(start - 4, start)
      const payload = Buffer.from(rest.subarray(start, start + length).map((byte, at) => byte ^ (mask[at % 4] ?? 0)))
      if (((rest[0] ?? 0) & 15) === 1) {
        const message = JSON.parse(payload.toString()) as Record<string, unknown>
        this.received.push(message)
        this.onMessage(message)
      }
      rest = rest.subarray(start + length)
    }
    return rest
  }
}
