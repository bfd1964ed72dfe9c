import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { resourcesDir } from '../../places.ts'
import type { Core, CoreOptions } from './core.ts'

type CreateCore = (rom: Uint8Array, options: CoreOptions) => Core

/** The cores there are. Each is loaded only when a machine is started on it. */
const CORES: Record<string, () => Promise<CreateCore>> = {
  'ptp-core': loadOwnCore,
  boytacean: async () => (await import('./boytaceanCore.ts')).createBoytaceanCore,
}

/**
 * Starts a machine.
 * @throws PtpError `bad-input` for an unknown core, `bad-rom` when the core refuses the cartridge
 */
export async function createCore(name: string, rom: Uint8Array, options: CoreOptions): Promise<Core> {
  const load = Object.hasOwn(CORES, name) ? CORES[name] : undefined
  if (!load) {
    throw new PtpError('bad-input', `unknown core "${name}"`, { hint: `use one of: ${Object.keys(CORES).join(', ')}` })
  }
  if (options.bootRom && name === 'boytacean') {
    throw new PtpError('bad-input', 'the core boytacean starts without a boot ROM', { hint: 'leave --core or --boot-rom away' })
  }
  return (await load())(rom, options)
}

async function loadOwnCore(): Promise<CreateCore> {
  const file = path.join(resourcesDir(), 'core', 'ptp-core.wasm')
  if (!existsSync(file)) {
    throw new PtpError('internal', `the core is not built: ${file} is missing`, { hint: 'run `npm run build`' })
  }
  const { compileCore, createOwnCore } = await import('./ownCore.ts')
  const wasm = compileCore(readFileSync(file))
  return (rom, options) => createOwnCore(rom, { ...options, wasm })
}
