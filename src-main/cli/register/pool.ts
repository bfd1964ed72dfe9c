import { Option, type Command } from 'commander'
import { BACKENDS, STRATEGIES } from '../../../src-preload/contract/index.ts'
import { integer, lazily, number, positive, shared } from '../flags.ts'
import { playing } from './play.ts'

/** Commands about the pool: pool up, status, resize, down; run-many. */
export function addPool(program: Command): void {
  program.commandsGroup('Many emulators:')
  const many = program.command('run-many').description('Play many scripts side by side over a pool')
    .optionsGroup('What is played:')
    .requiredOption('--script <file>', 'script to run; give it once for each', collect, [])
    .option('--game <rom>', 'ROM file, or the name of a bundled game', 'pocket-quest')
    .option('--repeat <n>', 'play all of them so many times', positive, 1)
  shared(playing(pooled(many))).action(lazily(async () => (await import('../commands/runMany.ts')).runMany))
  const pool = program.command('pool').description('A pool of emulators that stays up for other commands')
  const load = () => import('../commands/pool.ts')
  shared(pooled(pool.command('up').description('Bring a pool up and keep it up until Ctrl-C or `ptp pool down`')))
    .action(lazily(async () => (await load()).poolUp))
  shared(pool.command('status').description('Every emulator of the pool that is up: state, lease, address, load, latency, restarts'))
    .action(lazily(async () => (await load()).poolStatus))
  shared(pool.command('resize').description('Give the pool that is up another size'))
    .argument('<size>', 'emulators it is to have', positive)
    .action(lazily(async () => (await load()).poolResize))
  const state = pool.command('state').description('States of plain pokemon-gym servers in containers of the pool that is up')
  const states = () => import('../commands/poolState.ts')
  const carried = (command: Command): Command => shared(command).argument('<emulator>', 'one of `ptp pool status`').argument('<file>', 'state file here')
  carried(state.command('save').description('Have a server save its state, and carry the file out of its container')).action(lazily(async () => (await states()).savePoolState))
  carried(state.command('load').description('Carry a state file into the container of a server, which goes on from it')).action(lazily(async () => (await states()).loadPoolState))
  shared(pool.command('down').description('End the pool that is up, and remove containers a dead one left'))
    .action(lazily(async () => (await load()).poolDown))
}

/** Flags that say what a pool is made of. */
function pooled(command: Command): Command {
  return command
    .optionsGroup('The pool:')
    .addOption(new Option('--backend <name>', 'worker threads, gym servers that are there (--url), or containers; default: what the other flags say, else the pool that is up, else worker threads').choices(BACKENDS))
    .option('--size <n>', 'emulators; default: one for each core, 4 containers', positive)
    .addOption(new Option('--strategy <name>', 'which idle emulator is next').choices(STRATEGIES))
    .option('--url <address>', 'a gym server that is there, http://host:port; give it once for each', collect, [])
    .option('--image <name>', 'image of the containers; default: our own, built when it is missing')
    .option('--base-image <name>', 'what our own image is built on; default: node:24-slim')
    .option('--docker-host <address>', 'container engine; give it several times to spread over many; default: $DOCKER_HOST, else the local one', collect, [])
    .option('--base-port <n>', 'first port for containers', integer)
    .option('--memory <MB>', 'most memory a container may take', positive)
    .option('--cpus <n>', 'most cores a container may take', number)
    .option('--sla <ms>', 'tell of emulators behind HTTP of whose calls more than 5 % take longer than this, beyond the play of their frames; default: 1000', positive)
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}
