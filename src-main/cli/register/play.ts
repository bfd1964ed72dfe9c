import { Option, type Command } from 'commander'
import type { SettingField } from '../../../src-preload/contract/index.ts'
import { addSettings } from '../settingFlags.ts'
import { integer, lazily, shared, versioned } from '../flags.ts'

export const RUN = 'id of a run, the beginning of one, or its directory'
/** Of the sections that concern sets of runs and the process, those that mean something for one run. */
const OF_ONE_RUN = ['experiment-name', 'experiment-config', 'config-file', 'random-seed', 'central-db']

/** Commands that play: run, demo, replay, verify. */
export function addPlay(program: Command): void {
  program.commandsGroup('Play:')
  const run = program.command('run').description('Play a game and record every tick')
    .optionsGroup('What is played:')
    .option('--script <file>', 'script to run (a file, or the name of a bundled one); default: the bundled demo')
    .option('--agent <name>', 'agent that plays in place of a script: random, or the address of a program that is asked (http://…)')
    .option('--game <rom>', 'ROM file, or the name of a bundled game', 'pocket-quest')
    .option('--resume <run>', 'go on with a run that was stopped or killed')
    .option('--id <id>', 'id of the new run; default: made of the script and the time')
    .option('--core <name>', 'emulator core')
    .addOption(new Option('--model <model>', 'console to emulate').choices(['auto', 'dmg', 'cgb']).default('auto'))
    .option('--boot-rom <file>', 'boot ROM to start with, 256 bytes for a DMG, 2304 for a CGB; default: start as it leaves the console')
    .option('--sound', 'emulate sound too (slower; part of the run’s timing)')
    .option('--export', 'write CSV files and a contact sheet at the end')
    .action(lazily(async () => (await import('../commands/run.ts')).run))
  versioned(shared(playing(run)))
  shared(playing(program.command('demo').description('Play the bundled game with the bundled script and show what came of it')))
    .action(lazily(async () => (await import('../commands/demo.ts')).demo))
  shared(program.command('replay').description('Land on any tick of a run, exactly, by replaying its inputs'))
    .argument('<run>', RUN)
    .option('--to <tick>', 'tick to land on; default: the last', integer)
    .option('--branch <n>', 'branch of the run', integer, 0)
    .option('--picture <file>', 'write the screen of that tick as PNG')
    .option('--state <file>', 'write the state of that tick as a snapshot in BESS format')
    .action(lazily(async () => (await import('../commands/replay.ts')).replay))
  shared(program.command('verify').description('Play a run again from its start and compare every tick'))
    .argument('<run>', RUN)
    .option('--branch <n>', 'one branch only; default: all', integer)
    .action(lazily(async () => (await import('../commands/verify.ts')).verify))
}

/** Gives a command the flags of everything that concerns one run. */
export function playing(command: Command): Command {
  const concerns = ({ flag }: SettingField): boolean => OF_ONE_RUN.includes(flag)
  addSettings(command, ['tick_rate', 'screenshot', 'command', 'limits', 'snapshot'])
  return addSettings(addSettings(command, ['experiment'], concerns), ['system'], concerns)
}
