import { PtpError, slowOnes, type PoolEvent, type PoolStatus } from '../../../src-preload/contract/index.ts'
import { defaultHome } from '../../places.ts'
import { Pool, removeLeftovers } from '../../pool/index.ts'
import { untilInterrupted } from '../interrupt.ts'
import { log } from '../log.ts'
import { print, table } from '../output.ts'
import { askEvents, askStatus, isUp, openPoolDoor, order, readCard, removeCard, type PoolCard } from '../poolDoor.ts'
import { poolThatIsUp, servedFor, wishOf, type PoolFlags } from '../poolWish.ts'
import type { GlobalOptions } from '../flags.ts'

/** How often the progress of an image is looked at, ms. */
const LOOK_EVERY = 200
const STOP_WAIT = 20_000
/** Events that `pool status --json` has, and those that people are shown. */
const EVENTS = 100
const SHOWN_EVENTS = 8

/** Brings a pool up and keeps it up until it is told to stop. */
export async function poolUp(flags: GlobalOptions & PoolFlags): Promise<void> {
  const home = flags.home ?? defaultHome()
  const known = poolThatIsUp(home)
  if (known) throw new PtpError('busy', `a pool is up already (process ${known.pid})`, { hint: '`ptp pool down` ends it' })
  const wish = wishOf(flags)
  const end = untilInterrupted(!flags.json && !flags.quiet)
  const stopped = new AbortController()
  await using pool = new Pool({ backend: await servedFor(home)(wish), ...(wish.size === undefined ? {} : { size: wish.size }), ...(wish.strategy ? { strategy: wish.strategy } : {}) })
  const deaf = pool.listen({ changed: () => undefined, logged: () => undefined, event: ({ emulator, text, level }) => (level === 'info' ? log().info : log().warning).call(log(), `${emulator ?? 'pool'}: ${text}`) })
  const close = await openPoolDoor(home, { backend: wish.backend, docker_hosts: wish.docker_hosts ?? [] }, {
    status: () => pool.status,
    events: () => pool.events.slice(-EVENTS),
    paced: ({ url, run, is_slow: isSlow, text }) => pool.paced(url, run, isSlow, text),
    resize: (size) => pool.resize(size),
    stop: () => stopped.abort(),
  })
  const over = AbortSignal.any([end.signal, stopped.signal])
  const steps = tellImage(pool)
  try {
    await pool.ready(over)
    clearInterval(steps)
    print(flags, pool.status, flags.quiet ? [] : [...describe(pool.status), '', 'It stays up until Ctrl-C, or `ptp pool down`.'])
    await new Promise<void>((resolve) => (over.aborted ? resolve() : over.addEventListener('abort', () => resolve(), { once: true })))
  } catch (error) {
    if (!over.aborted) throw error
  } finally {
    clearInterval(steps)
    deaf()
    close()
    end.stop()
  }
}

/** Shows the pool that is up. */
export async function poolStatus(flags: GlobalOptions): Promise<void> {
  const card = poolThatIsUp(flags.home ?? defaultHome())
  if (!card) {
    print(flags, { up: false }, ['no pool is up; `ptp pool up` brings one up'])
    return
  }
  const [status, events] = await Promise.all([askStatus(card), askEvents(card)])
  const slow = slowOnes(events)
  print(flags, { up: true, pid: card.pid, started_at: card.started_at, ...status, slow: Object.fromEntries(slow), events }, [
    ...describe(status),
    ...[...slow].map(([id, text]) => `${id} is slow: ${text}`),
    ...troubles(events),
  ])
}

/** Gives the pool that is up another size. */
export async function poolResize(size: number, flags: GlobalOptions): Promise<void> {
  const card = requireUp(flags)
  await order(card, 'resize', { size })
  const status = await askStatus(card)
  print(flags, status, describe(status))
}

/** Ends the pool that is up and takes away what a dead one left behind. */
export async function poolDown(flags: GlobalOptions): Promise<void> {
  const home = flags.home ?? defaultHome()
  const card = readCard(home)
  if (card && isUp(card)) {
    await order(card, 'stop')
    const end = Date.now() + STOP_WAIT
    while (isUp(card)) {
      if (Date.now() > end) throw new PtpError('busy', `the pool of process ${card.pid} does not end`, { kind: 'fatal', hint: `kill ${card.pid}` })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    print(flags, { stopped: true, removed: [] }, ['the pool is down'])
    return
  }
  const removed = card?.backend === 'docker' ? await removeLeftovers(card.docker_hosts) : []
  removeCard(home)
  print(flags, { stopped: false, removed }, ['no pool was up', ...removed.map((name) => `removed container ${name}, which a dead pool had left`)])
}

function requireUp(flags: GlobalOptions): PoolCard {
  const card = poolThatIsUp(flags.home ?? defaultHome())
  if (!card) throw new PtpError('not-found', 'no pool is up', { hint: '`ptp pool up` brings one up' })
  return card
}

/** Says each new step while an image is built or pulled. */
function tellImage(pool: Pool): NodeJS.Timeout {
  let said = ''
  return setInterval(() => {
    const image = pool.backend.image()
    if (!image || (image.state !== 'building' && image.state !== 'pulling') || image.message === said) return
    said = image.message
    log().info(`${image.state} ${image.name}: ${image.progress === null ? '' : `${Math.round(100 * image.progress)} % `}${image.message}`)
  }, LOOK_EVERY)
}

/** What went wrong lately, for people. */
function troubles(events: readonly PoolEvent[]): string[] {
  const shown = events.filter(({ level }) => level !== 'info').slice(-SHOWN_EVENTS)
  if (shown.length === 0) return []
  return ['', 'lately:', ...shown.map(({ at, kind, emulator, run, text }) => `  ${at.slice(11, 19)} ${emulator ?? 'pool'} ${kind}${run === null ? '' : ` (${run})`}: ${text}`)]
}

/** The pool for people. */
function describe(status: PoolStatus): string[] {
  const { backend, state, size, strategy, message, waiting, image, engines } = status
  const rows = status.emulators.map((each) => [
    each.id, each.health === 'healthy' ? each.state : `${each.state}, ${each.health}`, each.run ?? each.purpose, each.url?.replace('http://', '') ?? '',
    each.cpu === null ? null : `${Math.round(100 * each.cpu)} %`, each.memory_bytes === null ? null : `${Math.round(each.memory_bytes / 1e6)} MB`,
    each.latency.p95 === null ? null : `${each.latency.p95.toFixed(1)} ms`, each.restarts, each.frames_per_second,
  ])
  return [
    `${backend} pool of ${size}: ${state}, ${strategy}${waiting > 0 ? `, ${waiting} waiting` : ''}${message ? ` (${message})` : ''}`,
    ...engines.map((engine) => `engine  ${engine.name} ${engine.version} at ${engine.host}: ${engine.state}${engine.message ? `, ${engine.message}` : ''}`),
    ...(image ? [`image   ${image.name}: ${image.state}${image.id ? ` (${image.id.slice(0, 19)})` : ''}`] : []),
    ...table(['emulator', 'state', 'held by', 'address', 'cpu', 'memory', 'p95', 'restarts', 'frames/s'], rows),
    ...status.emulators.filter(({ reason }) => reason !== '').map(({ id, reason }) => `${id}: ${reason}`),
  ]
}
