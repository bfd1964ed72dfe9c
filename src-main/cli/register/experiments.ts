import { Option, type Command } from 'commander'
import { addSettings } from '../settingFlags.ts'
import { reaching } from './central.ts'
import { integer, lazily, number, positive, shared } from '../flags.ts'

/** Commands that play many times: search, experiment. */
export function addExperiments(program: Command): void {
  program.commandsGroup('Experiments:')
  addExperiment(program)
  addSearch(program)
}

const EXPERIMENT = 'id or name of an experiment, or its folder'

function addExperiment(program: Command): void {
  const experiment = program.command('experiment').description('Play many runs after one plan, and compare what came of them')
  const load = () => import('../commands/experiment.ts')
  const run = shared(experiment.command('run').description('Carry out an experiment: scripts and agents × seeds × starts × parameters'))
    .optionsGroup('What is played:')
    .option('--config <file>', 'the experiment: settings and a `plan`, as YAML; default: the bundled demo')
    .option('--script <files...>', 'scripts to compare, in place of those of the plan')
    .option('--agent <names...>', 'agents to compare: random, search, or addresses of programs that are asked (http://…)')
    .option('--seeds <n>', 'seeds to draw', positive)
    .option('--repeats <n>', 'times everything is played', positive)
    .option('--game <rom>', 'ROM file, or the name of a bundled game')
    .option('--check', 'only say what the plan comes to')
  addSettings(run, ['experiment', 'limits', 'tick_rate', 'screenshot', 'command', 'snapshot'])
  addSettings(run, ['system'], ({ flag }) => ['random-seed', 'config-file', 'central-db'].includes(flag))
  run.action(lazily(async () => (await load()).runExperiment))
  shared(experiment.command('list').description('All experiments, the newest first')).action(lazily(async () => (await load()).listExperiments))
  shared(experiment.command('show').description('One experiment with its statistics'))
    .argument('<experiment>', EXPERIMENT)
    .option('--metric <names...>', 'numbers to show: ticks, frames, milestones, events.KIND, or a path of the final state')
    .action(lazily(async () => (await load()).showExperiment))
  shared(experiment.command('report').description('Write the report as one HTML file, and the results'))
    .argument('<experiment>', EXPERIMENT)
    .option('--out <file>', 'where to write; default: report.html beside the results')
    .addOption(new Option('--format <formats...>', 'write the results too').choices(['json', 'csv', 'parquet']))
    .action(lazily(async () => (await load()).reportExperiment))
  shared(experiment.command('compare').description('Compare arms, also of two experiments: effect sizes and p-values'))
    .argument('<a>', 'EXPERIMENT or EXPERIMENT:ARM')
    .argument('<b>', 'EXPERIMENT or EXPERIMENT:ARM')
    .option('--metric <names...>', 'numbers to compare; default: those of the plan')
    .action(lazily(async () => (await load()).compareExperiments))
}

function addSearch(program: Command): void {
  shared(reaching(program.command('search').description('Let emulators explore a game until a goal is reached; the way there becomes a run')))
    .option('--goal <condition>', 'condition of the script language to reach, such as "badges >= 1"')
    .option('--resume <run>', 'go on with a search that was stopped or killed')
    .option('--game <rom>', 'ROM file, or the name of a bundled game', 'pocket-quest')
    .option('--from <run:snapshot>', 'begin at a snapshot of a recorded run; default: as the console is switched on')
    .option('--seed <n>', 'everything that is drawn by lot hangs on it', integer)
    .option('--random-seed <n>', 'the same as --seed', integer)
    .option('--workers <n>', 'emulators that explore; no more than there are cores', positive)
    .option('--max-time <seconds>', 'stop exploring after so many seconds', number)
    .option('--max-restores <n>', 'stop exploring after so many restores', positive)
    .option('--cell <expressions...>', 'what tells one cell from another; default: place, screen, party, text, menu and the state of a battle')
    .option('--prefer <expression>', 'number that says how promising a state is; default: badges, levels, party, catches and battles')
    .option('--actions <n>', 'most actions played after a restore (default: 5)', positive)
    .option('--max-cells <n>', 'most cells kept in memory (default: 20000)', positive)
    .option('--lines <n>', 'promising lines recorded beside the best (default: 12)', integer)
    .option('--id <id>', 'id of the new run')
    .option('--experiment-name <name>', 'group the run belongs to', 'default')
    .action(lazily(async () => (await import('../commands/search.ts')).search))
}
