import { Command, CommanderError } from 'commander'
import { PtpError } from '../../src-preload/contract/index.ts'
import { log, useLog } from './log.ts'
import { report } from './output.ts'
import { outputWish } from './outputWish.ts'
import { addLive } from './commands/live/register.ts'
import { addCentral } from './register/central.ts'
import { addConfig, addSelf } from './register/config.ts'
import { addExperiments } from './register/experiments.ts'
import { addGym } from './register/gym.ts'
import { addLook } from './register/look.ts'
import { addPlay } from './register/play.ts'
import { addPool } from './register/pool.ts'
import { addStart, addTools } from './register/tools.ts'
import { plainBooleans } from './settingFlags.ts'

export type { GlobalOptions } from './flags.ts'

/** Runs the command line. Errors become one line, a hint and a non-zero exit code. */
export async function main(argv: string[]): Promise<void> {
  const json = argv.includes('--json')
  try {
    await createProgram().parseAsync(plainBooleans(argv))
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return
    const told = error instanceof CommanderError ? misused(error) : error
    log().error(told instanceof Error ? told.message : String(told))
    report(told, json)
  }
}

/** @returns what commander found wrong, in our form: the slip in the message, the way out as the hint */
function misused(error: CommanderError): PtpError {
  const [message = '', near] = error.message.replace(/^error: /, '').split('\n')
  const meant = near?.match(/Did you mean (.*)\?/)?.[1]
  return new PtpError('bad-input', message, {
    hint: meant ? `did you mean ${meant}?` : '`ptp --help` lists the commands, `ptp COMMAND --help` its flags',
  })
}

export function createProgram(): Command {
  const program = new Command('ptp')
    .description('PTP Workbench: play, record, replay and compare runs of Game Boy games')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .configureOutput({ writeErr: () => undefined })
    .showSuggestionAfterError()
    .exitOverride()
    .hook('preAction', (_program, command) => useLog(outputWish(command)))
  addPlay(program)
  addExperiments(program)
  addPool(program)
  addGym(program)
  addLook(program)
  addLive(program)
  addCentral(program)
  addStart(program)
  addTools(program)
  addConfig(program)
  addSelf(program, createProgram)
  return program
}
