import type { Command } from 'commander'
import type { Settings } from '../../src-preload/contract/index.ts'
import { refuseClashes, readEnvironment, resolveSettings } from '../settings/index.ts'
import type { LogWish } from './log.ts'
import { givenSettings, settingsFor } from './settingFlags.ts'
import type { GlobalOptions } from './flags.ts'

/**
 * What a command may say, from its flags, the environment, and the config files where it takes one. What is found there is put
 * among its flags, so that the command asks in one place.
 * @throws PtpError for a source that cannot be read
 */
export function outputWish(command: Command): LogWish {
  const flags: GlobalOptions = command.opts()
  const { verbose, quiet, log_file } = systemOf(command, flags)
  command.setOptionValue('verbose', verbose)
  command.setOptionValue('quiet', quiet)
  return { verbose, quiet, json: flags.json, file: log_file }
}

function systemOf(command: Command, flags: GlobalOptions): Settings['system'] {
  const takesFile = command.options.some(({ long }) => long === '--config-file')
  if (takesFile) return settingsFor(flags).settings.system
  const resolved = resolveSettings([{ source: 'environment', values: readEnvironment(process.env) }, { source: 'flag', values: givenSettings(flags) }])
  refuseClashes(resolved)
  return resolved.settings.system
}
