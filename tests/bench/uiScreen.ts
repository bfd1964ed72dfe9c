/** Functions that run in the page: they must not use anything from outside themselves. */

interface Watching {
  shown: { time: number; hash: number }[]
  clickedAt: number
  hashOf: (pixels: Uint8ClampedArray | undefined) => number
}

/** Notes every change of the game's picture with the frame in which it came, and when something was clicked. */
export function watchScreen(): void {
  const world = globalThis as unknown as Watching
  world.shown = []
  world.clickedAt = 0
  world.hashOf = (pixels) => {
    let hash = 0
    for (const byte of pixels ?? []) hash = (Math.imul(hash, 31) + byte) | 0
    return hash
  }
  addEventListener('click', ({ timeStamp }) => (world.clickedAt = timeStamp), { capture: true })
  const look = (): void => {
    const screen = document.querySelector<HTMLCanvasElement>('.screen-picture')
    const hash = world.hashOf(screen?.getContext('2d')?.getImageData(0, 0, 160, 144).data)
    // A callback of a frame runs before it is painted, so what it finds is seen a moment later.
    if (hash !== world.shown.at(-1)?.hash) requestAnimationFrame((time) => world.shown.push({ time, hash }))
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

export function screenTimes(): { time: number; hash: number }[] {
  return [...(globalThis as unknown as Watching).shown]
}

/** Notes when each live picture was painted; to be started before the page's own code. */
export function watchLag(): void {
  const world = globalThis as unknown as { painted: { serial: number; at: number }[]; fetch: typeof fetch }
  world.painted = []
  let serial = -1
  const ask = world.fetch.bind(globalThis)
  world.fetch = async (...question) => {
    const answer = await ask(...question)
    const header = answer.headers.get('x-ptp-serial')
    if (header !== null) serial = Number(header)
    return answer
  }
  const put = CanvasRenderingContext2D.prototype.putImageData
  CanvasRenderingContext2D.prototype.putImageData = function (this: CanvasRenderingContext2D, ...pixels: Parameters<typeof put>) {
    put.apply(this, pixels)
    const mine = serial
    requestAnimationFrame(() => {
      // The first task after a frame's callbacks runs when the frame is painted.
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => world.painted.push({ serial: mine, at: Date.now() })
      port2.postMessage(null)
    })
  } as typeof put
}
