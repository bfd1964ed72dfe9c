import { PtpError } from '../../src-preload/contract/index.ts'
import { parseCentralAddress, type DeliveryReport } from '../analytics/index.ts'
import { defaultHome } from '../places.ts'
import { centralDbIn, EXPERIMENT_KEYS, gatherLayers, readConfigFile, type Layer } from '../settings/index.ts'
import type { Workbench } from '../workbench.ts'
import type { GlobalOptions } from './flags.ts'
import { untilInterrupted } from './interrupt.ts'
import { log } from './log.ts'
import { givenSettings } from './settingFlags.ts'

/** A command that has played waits so long for its runs to be delivered, ms. */
const PATIENCE_MS = 5000

/**
 * What a workbench is to know of the central database, from the flags, the environment and the config files.
 * @throws PtpError `bad-input` for an address that is none: told before anything is played
 */
export function centralDbFor(flags: { home?: string }): { centralDb: string | null } {
  return checked(gatherLayers({ home: flags.home ?? defaultHome(), env: process.env, flags: givenSettings(flags) }))
}

/**
 * The same for an experiment, whose own config file may name one too. Mistakes in files are told by who reads all of them.
 * @throws PtpError `bad-input` for an address that is none
 */
export function centralDbOfExperiment(flags: { home?: string; config?: string }): { centralDb: string | null } {
  let layers: Layer[]
  try {
    layers = gatherLayers({ home: flags.home ?? defaultHome(), env: process.env, flags: givenSettings(flags) })
    // After config files and before the environment and flags, as the rest of what it says.
    if (flags.config !== undefined) layers.splice(-2, 0, { source: 'experiment config', values: readConfigFile(flags.config, EXPERIMENT_KEYS).values })
  } catch (error) {
    if (error instanceof PtpError) return { centralDb: null }
    throw error
  }
  return checked(layers)
}

function checked(layers: readonly Layer[]): { centralDb: string | null } {
  const centralDb = centralDbIn(layers)
  if (centralDb !== null) parseCentralAddress(centralDb)
  return { centralDb }
}

/**
 * Shows what was played, and gives what waits for the central database some seconds to be delivered; Ctrl-C ends that. With --json
 * what came of it is part of the one object.
 * @param show is given null where nothing is to be added
 */
export async function showAndDeliver(workbench: Workbench, flags: GlobalOptions, show: (central: DeliveryReport | null) => void): Promise<void> {
  const { central } = workbench
  if (!central) {
    show(null)
    return
  }
  const interrupt = untilInterrupted(false)
  try {
    if (!flags.json) show(null)
    const report = await central.deliver({ patience: PATIENCE_MS, signal: interrupt.signal })
    if (flags.json) show(report)
    for (const line of describeDelivery(report)) log().info(line)
  } finally {
    interrupt.stop()
  }
}

/** What came of deliveries, for people. */
export function describeDelivery({ delivered, waiting, refused, reason }: DeliveryReport): string[] {
  return [
    ...(delivered > 0 ? [`${runs(delivered)} delivered to the central database`] : []),
    ...(waiting > 0 ? [`${runs(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for the central database${reason === '' ? '' : ` (${reason})`}; \`ptp central push\` delivers ${waiting === 1 ? 'it' : 'them'}`] : []),
    ...(refused.length > 0 ? [`${runs(refused.length)} cannot be delivered as ${refused.length === 1 ? 'it is' : 'they are'}; \`ptp central status\` says why`] : []),
  ]
}

function runs(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`
}
