import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { PtpError } from '../../src-preload/contract/index.ts'
import { VERSION } from '../version.ts'
import { report } from './output.ts'

/** What every command knows. */
export interface GlobalOptions {
  json: boolean
  home?: string
  quiet: boolean
}

/** Runs the command line. Errors become one line, a hint and a non-zero exit code. */
export async function main(argv: string[]): Promise<void> {
  const json = argv.includes('--json')
  try {
    await createProgram().parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return
      const message = error.message.replace(/^error: /, '')
      report(new PtpError('bad-input', message, { hint: '`ptp --help` lists the commands, `ptp COMMAND --help` its flags' }), json)
      return
    }
    report(error, json)
  }
}

export function createProgram(): Command {
  const program = new Command('ptp')
    .description('PTP Workbench: play, record, replay and compare runs of Game Boy games')
    .version(VERSION, '-V, --version')
    .configureOutput({ writeErr: () => undefined })
    .showSuggestionAfterError()
    .exitOverride()
  addFaces(program)
  addRuns(program)
  addSnapshots(program)
  addScripts(program)
  addGames(program)
  return program
}

function addFaces(program: Command): void {
  shared(program.command('start').alias('dashboard').description('Serve the workbench to browsers; prints the address'))
    .option('--port <n>', 'port to listen on, 0: any free one', integer, 0)
    .option('--host <address>', 'address to listen on; 0.0.0.0: reachable from other machines', '127.0.0.1')
    .option('--allow-host <name...>', 'more names the server may be asked by, say that of a proxy', [])
    .option('--no-token', 'let everybody in who reaches the address')
    .action(lazily(async () => (await import('./commands/dashboard.ts')).dashboard))
}

function addRuns(program: Command): void {
  playing(shared(program.command('run').description('Play a script on a game and record every tick')))
    .option('--script <file>', 'script to run (a file, or the name of a bundled one)')
    .option('--game <rom>', 'ROM file, or the name of a bundled game', 'pocket-quest')
    .option('--resume <run>', 'go on with a run that was stopped or killed')
    .option('--id <id>', 'id of the new run; default: made of the script and the time')
    .option('--experiment-name <name>', 'group the run belongs to', 'default')
    .option('--random-seed <n>', 'kept with the run, for agents that draw lots', integer)
    .option('--core <name>', 'emulator core')
    .addOption(new Option('--model <model>', 'console to emulate').choices(['auto', 'dmg', 'cgb']).default('auto'))
    .option('--sound', 'emulate sound too (slower; part of the run’s timing)')
    .option('--export', 'write CSV files and a contact sheet at the end')
    .action(lazily(async () => (await import('./commands/run.ts')).run))
  playing(shared(program.command('demo').description('Play the bundled game with the bundled script and show what came of it')))
    .action(lazily(async () => (await import('./commands/demo.ts')).demo))
  shared(program.command('replay').description('Land on any tick of a run, exactly, by replaying its inputs'))
    .argument('<run>', 'id of a run, the beginning of one, or its directory')
    .option('--to <tick>', 'tick to land on; default: the last', integer)
    .option('--branch <n>', 'branch of the run', integer, 0)
    .option('--picture <file>', 'write the screen of that tick as PNG')
    .option('--state <file>', 'write the state of that tick as a snapshot in BESS format')
    .action(lazily(async () => (await import('./commands/replay.ts')).replay))
  shared(program.command('verify').description('Play a run again from its start and compare every tick'))
    .argument('<run>', 'id of a run, the beginning of one, or its directory')
    .option('--branch <n>', 'one branch only; default: all', integer)
    .action(lazily(async () => (await import('./commands/verify.ts')).verify))
  shared(program.command('export').description('Write a run’s data as CSV or JSON with a data dictionary'))
    .argument('<run>', 'id of a run, the beginning of one, or its directory')
    .option('--tables <names>', 'comma list of actions, states, battles, events, metrics', 'actions,states,battles,events,metrics')
    .addOption(new Option('--format <format>', 'of the files').choices(['csv', 'json']).default('csv'))
    .option('--branch <n>', 'line that ends in this branch', integer, 0)
    .option('--from <tick>', 'first tick', integer)
    .option('--to <tick>', 'last tick', integer)
    .option('--out <dir>', 'where to write; default: the run’s exports/')
    .option('--timeline', 'draw the contact sheet exports/timeline.png too')
    .action(lazily(async () => (await import('./commands/export.ts')).exportRun))
  const runs = program.command('runs').description('List runs and look at one')
  shared(runs.command('list').description('All runs, the newest first'))
    .option('--search <text>', 'only runs whose id, game, script, tags or note have it')
    .option('--limit <n>', 'at most so many', integer, 50)
    .action(lazily(async () => (await import('./commands/runs.ts')).listRuns))
  shared(runs.command('show').description('One run in detail'))
    .argument('<run>', 'id of a run, the beginning of one, or its directory')
    .action(lazily(async () => (await import('./commands/runs.ts')).showRun))
}

function addSnapshots(program: Command): void {
  const snapshot = program.command('snapshot').description('The durable snapshots of a run')
  const of = (name: string, description: string): Command =>
    shared(snapshot.command(name).description(description)).argument('<run>', 'id of a run, the beginning of one, or its directory')
  const load = () => import('./commands/snapshot.ts')
  of('list', 'All snapshots of a run').action(lazily(async () => (await load()).listSnapshots))
  of('show', 'Everything known of one snapshot').argument('<id>', 'id or name of a snapshot').action(lazily(async () => (await load()).showSnapshot))
  of('restore', 'Put the run back to a snapshot: what is played next makes a branch there')
    .argument('<id>', 'id or name of a snapshot')
    .option('--script <file>', 'script to run from there; default: go on with the run’s own')
    .option('--max-ticks <n>', 'stop at this tick', integer)
    .action(lazily(async () => (await load()).restoreSnapshot))
  of('delete', 'Move a snapshot to the bin').argument('<id>', 'id or name of a snapshot').action(lazily(async () => (await load()).deleteSnapshot))
  of('export', 'Copy a snapshot out of the run')
    .argument('<id>', 'id or name of a snapshot')
    .argument('<file>', 'file to write')
    .addOption(new Option('--format <format>', 'ptp: our own, exact · bess: read by other emulators').choices(['ptp', 'bess']).default('ptp'))
    .action(lazily(async () => (await load()).exportSnapshot))
  of('verify', 'Check the files of all snapshots (or one) and restore each into a second emulator')
    .argument('[id]', 'id or name of a snapshot')
    .action(lazily(async () => (await load()).verifySnapshots))
}

function addScripts(program: Command): void {
  const script = program.command('script').description('Check and format scripts')
  const load = () => import('./commands/script.ts')
  shared(script.command('check').description('Compile a script and say what is wrong with it, or how long it takes'))
    .argument('<file>', 'script')
    .option('--game <rom>', 'game whose names the script may use', 'pocket-quest')
    .action(lazily(async () => (await load()).checkScript))
  shared(script.command('format').description('Print a script in its canonical form'))
    .argument('<file>', 'script')
    .option('--write', 'change the file instead')
    .action(lazily(async () => (await load()).formatScript))
}

function addGames(program: Command): void {
  const game = program.command('game').description('Games and their profiles')
  const load = () => import('./commands/game.ts')
  shared(game.command('list').description('Bundled games and known profiles')).action(lazily(async () => (await load()).listGames))
  shared(game.command('check').description('Check a game profile (.json) or look at a ROM (.gb, .gbc)'))
    .argument('<file>', 'profile or ROM')
    .action(lazily(async () => (await load()).checkGame))
}

function shared(command: Command): Command {
  return command
    .option('--json', 'print one JSON object')
    .option('--home <dir>', 'where runs are kept; default: $PTP_HOME or the platform’s data directory')
    .option('-q, --quiet', 'print nothing but the result')
    .configureOutput({ writeErr: () => undefined })
    .exitOverride()
}

/** Flags of commands that play. */
function playing(command: Command): Command {
  return command
    .option('--speed <n>', '0 = as fast as possible, 1 = the console’s own speed', number)
    .option('--max-ticks <n>', 'stop after so many ticks', positive)
    .option('--max-time <seconds>', 'stop after so many seconds', number)
    .option('--screenshot-interval <ticks>', 'ticks between two screenshots, 0: none', integer)
    .option('--screenshot-quality <n>', 'JPEG quality, 1–100', integer)
    .addOption(new Option('--screenshot-format <format>', 'png keeps every pixel').choices(['jpeg', 'png']))
    .option('--screenshot-on-change', 'a screenshot whenever screen or location change')
    .option('--snapshot-memory <n>', 'newest states kept in memory', integer)
    .option('--snapshot-disk <ticks>', 'ticks between two durable snapshots, 0: none', integer)
    .option('--snapshot-on-event <kinds>', 'comma list of events that make a snapshot: catch, battle, badge, death, …')
    .option('--snapshot-max-disk <GB>', 'most that durable snapshots take on disk; named ones always stay', number)
    .option('--snapshot-validate', 'restore each durable snapshot into a second emulator')
}

/** Loads a command's code only when it is run, so that the others start fast. */
function lazily<A extends unknown[]>(load: () => Promise<(...args: A) => Promise<void>>): (...args: A) => Promise<void> {
  return async (...args) => (await load())(...args)
}

function number(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Give a number, 0 or more.')
  return value
}

function integer(text: string): number {
  const value = number(text)
  if (!Number.isInteger(value)) throw new InvalidArgumentError('Give a whole number, 0 or more.')
  return value
}

function positive(text: string): number {
  const value = integer(text)
  if (value === 0) throw new InvalidArgumentError('Give a whole number, 1 or more.')
  return value
}
