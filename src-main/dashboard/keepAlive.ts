import type { WebSocket } from 'ws'

const EVERY_MS = 30_000

/** Ends a socket whose other side went away without a word: a laptop that was shut, a cable that was pulled. */
export function keepAlive(socket: WebSocket): void {
  let answered = true
  const timer = setInterval(() => {
    if (!answered) socket.terminate()
    answered = false
    socket.ping()
  }, EVERY_MS)
  timer.unref()
  socket.on('pong', () => {
    answered = true
  })
  socket.on('close', () => clearInterval(timer))
}
