import { Argument, type Command } from 'commander'
import { addSettings } from '../settingFlags.ts'
import { lazily, shared, versioned } from '../flags.ts'
import { playing, RUN } from './play.ts'

/** Commands about settings, and about the command line itself. */
export function addConfig(program: Command): void {
  program.commandsGroup('Settings:')
  const config = program.command('config').description('Show, check and write settings')
  const load = () => import('../commands/config.ts')
  shared(addSettings(playing(config.command('show').description('Every setting, its value and where that comes from')), ['experiment'], ({ flag }) => !['experiment-name', 'experiment-config'].includes(flag)))
    .option('--run <run>', `show the settings of a run, and what of them was changed since it was started: ${RUN}`)
    .option('--given', 'only what is not a default')
    .action(lazily(async () => (await load()).showConfig))
  shared(config.command('set').description('Change settings: of a live run while it goes, or in a config file'))
    .argument('<settings...>', 'key=value, as limits.max_ticks=5000; in place of the key its flag will do; none takes an optional one back')
    .option('--run <run>', 'the live run to change, between two of its ticks; what is decided when a run starts is refused')
    .option('--file <file>', 'the config file to change; default: config.yaml in $PTP_HOME')
    .action(lazily(async () => (await import('../commands/configSet.ts')).setConfig))
  shared(config.command('validate').description('Say what is wrong with a config file, with line and column'))
    .argument('<file>', 'config file, or an experiment’s')
    .action(lazily(async () => (await load()).validateConfig))
  shared(config.command('init').description('Write a config file with every setting, to start from'))
    .argument('[file]', 'where to; -: the terminal', 'ptp.yaml')
    .option('--force', 'write over a file that is there')
    .action(lazily(async () => (await load()).initConfig))
  shared(config.command('migrate').description('Bring a config file of an earlier version up to date'))
    .argument('<file>', 'config file')
    .option('--write', 'change the file instead of printing it')
    .action(lazily(async () => (await load()).migrateConfig))
}

/** Commands about the command line itself. */
export function addSelf(program: Command, whole: () => Command): void {
  program.commandsGroup('Command line:')
  shared(program.command('completion').description('Print a script that completes ptp’s commands and flags'))
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', '\nbash: eval "$(ptp completion bash)"\nzsh:  ptp completion zsh > ~/.zfunc/_ptp\nfish: ptp completion fish > ~/.config/fish/completions/ptp.fish')
    .action(lazily(async () => (await import('../commands/self.ts')).printCompletion(whole())))
  shared(program.command('man').description('Print the man page: ptp man | man -l -'))
    .action(lazily(async () => (await import('../commands/self.ts')).printMan(whole())))
  versioned(program)
}
