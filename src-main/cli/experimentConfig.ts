import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { PtpError, SETTING_FIELDS, settingsSchema } from '../../src-preload/contract/index.ts'
import { configText, configOf, experimentDefaults, readConfig, type ExperimentConfig } from '../experiment/index.ts'
import type { Workbench } from '../workbench.ts'
import { givenSettings } from './settingFlags.ts'
import type { GlobalOptions } from './flags.ts'

/** The flags of `experiment run`, beside those of the settings. */
export interface ExperimentFlags extends GlobalOptions {
  config?: string
  experimentConfig?: string
  resumeFrom?: string
  script?: string[]
  agent?: string[]
  seeds?: number
  repeats?: number
  game?: string
  check?: boolean
}

const MAX_CONFIG_BYTES = 5 << 20

/**
 * The configuration of a new experiment: its file (the bundled demo where neither file nor arms are given), then the
 * environment, then flags.
 * @throws PtpError `not-found`; `bad-input` with every mistake
 */
export function configFor(workbench: Workbench, flags: ExperimentFlags): ExperimentConfig {
  const arms = [...(flags.script ?? []), ...(flags.agent ?? []).map((agent) => ({ agent }))]
  const file = flags.config ?? flags.experimentConfig ?? (arms.length === 0 ? path.join(workbench.resources, 'experiments', 'demo.yaml') : null)
  const text = file === null ? configText({ settings: experimentDefaults(), plan: configOf({ arms }, {}).plan }) : readText(file)
  const config = readConfig(text, file ?? 'the command line', { home: workbench.home, env: process.env, flags: givenSettings(flags) })
  const plan = {
    ...config.plan,
    ...(arms.length > 0 ? { arms } : {}),
    ...(flags.seeds === undefined ? {} : { seeds: flags.seeds }),
    ...(flags.repeats === undefined ? {} : { repeats: flags.repeats }),
    ...(flags.game === undefined ? {} : { game: flags.game }),
  }
  return configOf(plan, config.settings)
}

/** What flags change of an experiment that is gone on with: only how it is carried out, never what its runs come to. */
export function withFlags(config: ExperimentConfig, flags: ExperimentFlags): ExperimentConfig {
  const given = [...givenSettings(flags)].filter(([setting]) => setting !== 'experiment.resume_from' && setting !== 'experiment.config')
  const experiment: Record<string, unknown> = { ...config.settings.experiment }
  for (const [setting, { value, at }] of given) {
    const field = SETTING_FIELDS.find((each) => each.path === setting)
    if (field?.section === 'system' && field.key !== 'random_seed') continue
    if (field?.section !== 'experiment' || field.key === 'name') {
      throw new PtpError('bad-input', `${at} cannot be changed in an experiment that has begun: its runs would not be comparable`, { hint: 'start a new experiment instead' })
    }
    experiment[field.key] = value
  }
  return { ...config, settings: settingsSchema.parse({ ...config.settings, experiment }) }
}

function readText(file: string): string {
  const info = statSync(file, { throwIfNoEntry: false })
  if (!info?.isFile()) throw new PtpError('not-found', `no such experiment config: ${file}`, { hint: 'resources/experiments/demo.yaml is one to start from' })
  if (info.size > MAX_CONFIG_BYTES) throw new PtpError('bad-input', `${file} has ${info.size} bytes, more than the ${MAX_CONFIG_BYTES} a config file may have`)
  return readFileSync(file, 'utf8')
}
