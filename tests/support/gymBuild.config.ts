import type { UserConfig } from 'electron-vite'
import base from '../../electron.vite.config.ts'

const main = typeof base === 'object' && 'main' in base ? base.main : {}
const build = main?.build ?? {}
const inputs = build.rolldownOptions?.input
const { gymServer = '', emulatorWorker = '' } = (typeof inputs === 'object' && !Array.isArray(inputs) ? inputs : {}) as Record<string, string>

/** The gym server alone, built as it ships. */
const config: UserConfig = { main: { ...main, build: { ...build, rolldownOptions: { ...build.rolldownOptions, input: { gymServer, emulatorWorker } } } } }
export default config
