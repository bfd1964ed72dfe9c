import { PtpError } from '../../../src-preload/contract/index.ts'
import { createBoytaceanCore } from './boytaceanCore.ts'
import type { Core, CoreOptions } from './core.ts'

const CORES: Record<string, (rom: Uint8Array, options: CoreOptions) => Core> = {
  boytacean: createBoytaceanCore,
}

/** @throws PtpError `bad-input` for an unknown core, `bad-rom` when the core refuses the cartridge */
export function createCore(name: string, rom: Uint8Array, options: CoreOptions): Core {
  const create = CORES[name]
  if (!create) {
    throw new PtpError('bad-input', `unknown core "${name}"`, { hint: `use one of: ${Object.keys(CORES).join(', ')}` })
  }
  return create(rom, options)
}
