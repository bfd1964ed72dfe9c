import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { SETTING_FIELDS, SETTING_SECTION_NAMES } from '../../../src-preload/contract/index.ts'
import type { Engine } from '../client.ts'
import { endpoint, type Endpoint } from './endpoint.ts'
import { changedConfigSchema, configSchema } from './schemas.ts'

type Config = Record<string, unknown>

/** What can be changed, section by section; what each setting takes is told by the reference of settings. */
const sectionShape = Object.fromEntries(
  SETTING_SECTION_NAMES.map((section) => {
    const keys = SETTING_FIELDS.filter((field) => field.section === section && field.atStart === undefined).map(({ key }) => key)
    return [section, z.record(z.string(), z.unknown()).optional().describe(keys.length === 0 ? 'decided when a run starts: refused' : `by key: ${keys.join(', ')}`)]
  }),
)

export const configEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/config',
    summary: 'The configuration of a run',
    about: '`config` is as it is now, `started` as the run was started, and `changes` tells who changed what in between, and at which tick.',
    response: configSchema,
    handle: async ({ engine, query }) => {
      const run = engine.observe.which(query.run)
      return { run_id: run, config: await presentConfig(engine, run), started: await startConfig(engine, run), changes: engine.observe.changes(run) }
    },
  }),
  endpoint({
    method: 'PATCH',
    path: '/config',
    summary: 'Changes settings of a live run between two ticks',
    about: 'All of them or none; they are kept with the run, which goes on with them when it is resumed. What is decided when a run starts is refused, and says why. Giving a rate or a speed decides what holds the run back, as the flags do.',
    body: z.object({ ...sectionShape, by: z.string().min(1).max(100).optional().describe('who or what changes them, kept with the run') }),
    response: changedConfigSchema,
    handle: async ({ engine, query, body: { by = 'the dashboard', ...changes } }) => {
      const run = engine.observe.which(query.run)
      const { change, settings } = await engine.call('run.configure', { run, by, changes: Object.fromEntries(Object.entries(changes).filter(([, keys]) => keys !== undefined)) })
      return { run_id: run, change, config: settings.present, tick_rate_target: settings.target }
    },
  }),
]

/** The configuration of a run as it is now: of a live one as it is played, of another as it would go on. */
export async function presentConfig(engine: Engine, run: string): Promise<Config> {
  const config = await startConfig(engine, run)
  const present = engine.observe.settings(run)
  if (present !== null) return { ...config, ...present }
  for (const { set } of engine.observe.changes(run)) {
    for (const { setting, to } of set) {
      const [section = '', key = ''] = setting.split('.')
      config[section] = { ...(config[section] as Config | undefined), [key]: to }
    }
  }
  return config
}

async function startConfig(engine: Engine, run: string): Promise<Config> {
  return (parseYaml(await engine.observe.config(run)) ?? {}) as Config
}
