import type { Command } from 'commander'
import { lazily, shared } from '../flags.ts'
import { addSettings } from '../settingFlags.ts'
import { RUN } from './play.ts'

/** Commands about the central database that finished runs are delivered to. */
export function addCentral(program: Command): void {
  program.commandsGroup('Central database:')
  const central = program.command('central').description('The PostgreSQL database that finished runs of many machines are delivered to')
  const load = () => import('../commands/central.ts')
  shared(reaching(central.command('status').description('Whether it is there, and which runs wait for it')))
    .action(lazily(async () => (await load()).centralStatus))
  const push = central.command('push').description('Deliver what waits, or these runs')
    .argument('[run...]', RUN)
    .optionsGroup('What is delivered:')
    .option('--all', 'every run it does not have yet, also those recorded before it was given')
  shared(reaching(push))
    .action(lazily(async () => (await load()).centralPush))
}

/** Gives a command the flag that names the database. */
export function reaching(command: Command): Command {
  return addSettings(command, ['system'], ({ flag }) => flag === 'central-db')
}
