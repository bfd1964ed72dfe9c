import { Option, type Command } from 'commander'
import { integer, lazily, positive, shared } from '../../flags.ts'

const RUN = 'id of a run, or its beginning; default: the one that is live'

/** Commands that talk to the engine that plays, from another terminal. */
export function addLive(program: Command): void {
  program.commandsGroup('Watch a run:')
  shared(program.command('status').description('Where a run stands and how it is doing'))
    .argument('[run]', RUN)
    .action(lazily(async () => (await import('./status.ts')).status))
  shared(program.command('actions').description('The action log: what was done and what happened by it'))
    .argument('[run]', RUN)
    .option('--stream', 'as it comes, until the run ends; with --json one object a line')
    .option('--after <tick>', 'with --stream: begin behind this tick; default: the present one', integer)
    .option('--page <n>', 'page, from 1', positive, 1)
    .option('--page-size <n>', 'entries of a page', positive, 100)
    .option('--text <text>', 'only entries that have it')
    .option('--kinds <kinds>', 'only events of these kinds: catch,badge,…')
    .option('--types <types>', 'only actions of these types: BATTLE_MOVE,…')
    .addOption(new Option('--order <order>', 'the first or the newest first').choices(['asc', 'desc']).default('asc'))
    .action(lazily(async () => (await import('./actions.ts')).actions))
  const screenshot = program.command('screenshot').description('The screenshots of a run: the latest, any, or a list')
  const of = (name: string, description: string): Command => shared(screenshot.command(name).description(description)).option('--run <run>', RUN)
  of('latest', 'The newest screenshot')
    .option('--output <file>', 'write the picture')
    .action(lazily(async () => (await import('./screenshot.ts')).latestScreenshot))
  of('show', 'One screenshot')
    .argument('<id>', 'id of a screenshot')
    .option('--output <file>', 'write the picture')
    .action(lazily(async () => (await import('./screenshot.ts')).showScreenshot))
  of('list', 'The screenshots, page by page')
    .option('--page <n>', 'page, from 1', positive, 1)
    .option('--page-size <n>', 'screenshots of a page', positive, 20)
    .action(lazily(async () => (await import('./screenshot.ts')).listScreenshots))
  shared(program.command('metrics').description('How a run goes, and what was reached in it'))
    .argument('[run]', RUN)
    .action(lazily(async () => (await import('./metrics.ts')).metrics))
  shared(program.command('logs').description('The log of a run'))
    .argument('[run]', RUN)
    .option('-f, --follow', 'as it is written, until the run ends')
    .option('-n, --lines <n>', 'lines to begin with', integer, 100)
    .action(lazily(async () => (await import('./logs.ts')).logs))
}
