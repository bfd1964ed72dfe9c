import type { Command } from 'commander'
import { integer, lazily, shared } from '../flags.ts'
import { reaching } from './central.ts'

/** The workbench for browsers. */
export function addStart(program: Command): void {
  program.commandsGroup('Workbench:')
  shared(reaching(program.command('start').alias('dashboard').description('Serve the workbench to browsers; prints the address')))
    .option('--port <n>', 'port to listen on, 0: any free one', integer, 0)
    .option('--host <address>', 'address to listen on; 0.0.0.0: reachable from other machines', '127.0.0.1')
    .option('--allow-host <name...>', 'more names the server may be asked by, say that of a proxy', [])
    .option('--no-token', 'let everybody in who reaches the address')
    .action(lazily(async () => (await import('../commands/dashboard.ts')).dashboard))
}

/** Commands about scripts and games. */
export function addTools(program: Command): void {
  program.commandsGroup('Scripts and games:')
  const script = program.command('script').description('Check and format scripts')
  const load = () => import('../commands/script.ts')
  shared(script.command('check').description('Compile a script and say what is wrong with it, or how long it takes'))
    .argument('<file>', 'script')
    .option('--game <rom>', 'game whose names the script may use', 'pocket-quest')
    .action(lazily(async () => (await load()).checkScript))
  shared(script.command('format').description('Print a script in its canonical form'))
    .argument('<file>', 'script')
    .option('--write', 'change the file instead')
    .action(lazily(async () => (await load()).formatScript))
  const game = program.command('game').description('Games and their profiles')
  const games = () => import('../commands/game.ts')
  shared(game.command('list').description('Bundled games and known profiles')).action(lazily(async () => (await games()).listGames))
  shared(game.command('check').description('Check a game profile (.json) or look at a ROM (.gb, .gbc)'))
    .argument('<file>', 'profile or ROM')
    .action(lazily(async () => (await games()).checkGame))
}
