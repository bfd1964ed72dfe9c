import { Option, type Command } from 'commander'
import { integer, lazily, shared } from '../flags.ts'
import { RUN } from './play.ts'

const SNAPSHOT = 'its id or name; before it the run, where that is not the latest'
/** The run may also be named as it is elsewhere. */
const OF_RUN = ['--run <run>', `${RUN}; the same as to name it first`] as const

/** Commands that look at what was recorded: runs, snapshot, export. */
export function addLook(program: Command): void {
  program.commandsGroup('Look at runs:')
  const runs = program.command('runs').description('List runs and look at one')
  shared(runs.command('list').description('All runs, the newest first'))
    .option('--search <text>', 'only runs whose id, game, script, tags or note have it')
    .option('--limit <n>', 'at most so many', integer, 50)
    .action(lazily(async () => (await import('../commands/runs.ts')).listRuns))
  shared(runs.command('show').description('One run in detail'))
    .argument('<run>', RUN)
    .action(lazily(async () => (await import('../commands/runs.ts')).showRun))
  addExport(program)
  addSnapshots(program)
  shared(program.command('repair').description('Check the database of a run, and mend it as far as it goes'))
    .argument('<run>', RUN)
    .action(lazily(async () => (await import('../commands/repair.ts')).repair))
}

function addExport(program: Command): void {
  shared(program.command('export').description('Write a run’s data as CSV or JSON with a data dictionary, or its present state'))
    .argument('[run]', `${RUN}; default: the one that is live, else the newest`)
    .option('--output <file>', 'write the present state of the run as JSON, and nothing else')
    .option('--tables <names>', 'comma list of actions, states, battles, events, metrics', 'actions,states,battles,events,metrics')
    .addOption(new Option('--format <format>', 'of the files; default: csv').choices(['csv', 'json']))
    .option('--branch <n>', 'line that ends in this branch; default: 0, of the present state the last one played', integer)
    .option('--from <tick>', 'first tick', integer)
    .option('--to <tick>', 'last tick', integer)
    .option('--out <dir>', 'where to write; default: the run’s exports/')
    .option('--timeline', 'draw the contact sheet exports/timeline.png too')
    .action(lazily(async () => (await import('../commands/export.ts')).exportRun))
}

function addSnapshots(program: Command): void {
  const snapshot = program.command('snapshot').description('The durable snapshots of a run: make, list, restore, delete…')
  const of = (name: string, description: string): Command => shared(snapshot.command(name).description(description))
  const load = () => import('../commands/snapshot.ts')
  of('create', 'Make a named snapshot of where a run stands, or of any tick')
    .argument('[run]', `${RUN}; default: the one that is live, else the newest`)
    .option(...OF_RUN)
    .requiredOption('--name <name>', 'name to find it by')
    .option('--message <text>', 'a note kept with it')
    .option('--tick <tick>', 'tick to make it of; default: the last', integer)
    .option('--branch <n>', 'branch of that tick; default: the last one played', integer)
    .action(lazily(async () => (await import('../commands/snapshotCreate.ts')).createSnapshot))
  of('list', 'All snapshots of a run')
    .argument('[run]', `${RUN}; default: the one that is live, else the newest`)
    .option(...OF_RUN)
    .action(lazily(async () => (await load()).listSnapshots))
  of('show', 'Everything known of one snapshot')
    .argument('<snapshot...>', SNAPSHOT)
    .option(...OF_RUN)
    .action(lazily(async () => (await load()).showSnapshot))
  of('restore', 'Put a run back to a snapshot, or to the tick of a screenshot (shot_…): what is played next makes a branch there')
    .argument('<snapshot...>', SNAPSHOT)
    .option(...OF_RUN)
    .option('--hold', 'leave a run that is live paused there; default: it plays on')
    .option('--script <file>', 'script to run from there; default: go on with the run’s own')
    .option('--max-ticks <n>', 'stop at this tick', integer)
    .action(lazily(async () => (await import('../commands/snapshotRestore.ts')).restoreSnapshot))
  of('delete', 'Move a snapshot to the bin')
    .argument('<snapshot...>', SNAPSHOT)
    .option(...OF_RUN)
    .action(lazily(async () => (await load()).deleteSnapshot))
  of('export', 'Copy a snapshot out of the run')
    .argument('<run>', RUN)
    .argument('<id>', 'id or name of a snapshot')
    .argument('<file>', 'file to write')
    .addOption(new Option('--format <format>', 'ptp: our own, exact · bess: read by other emulators').choices(['ptp', 'bess']).default('ptp'))
    .action(lazily(async () => (await load()).exportSnapshot))
  of('import', 'Take a snapshot into a run, from a file or from a machine that shares it (--snapshot-share)')
    .argument('<run>', RUN)
    .argument('<source>', 'a .ptpsnap file, or http://MACHINE/api/v1/snapshot/ID/file?run=RUN&token=TOKEN')
    .action(lazily(async () => (await import('../commands/snapshotImport.ts')).importSnapshot))
  of('verify', 'Check the files of all snapshots (or one) and restore each into a second emulator')
    .argument('<run>', RUN)
    .argument('[id]', 'id or name of a snapshot')
    .action(lazily(async () => (await load()).verifySnapshots))
}
