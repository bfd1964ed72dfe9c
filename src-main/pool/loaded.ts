import { PtpError } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../emulator/index.ts'
import type { Cartridge, Host } from './backend.ts'

/** An emulator with a cartridge in it, as it is right after it was switched on. */
export interface Loaded {
  cartridge: Cartridge
  emulator: Emulator
  /** the machine as it was when it was new: what it must be again before the next lease */
  pristine: { hash: string; picture: Uint8Array }
}

/** @returns whether the machine is the one that is wished for: `auto` may have become what somebody names */
export function fits({ cartridge, emulator }: Loaded, wish: Cartridge): boolean {
  const { sha256, core, sound, model, bootRom } = cartridge
  const isSameModel = model === wish.model || emulator.info.core.model === wish.model
  return sha256 === wish.sha256 && core === wish.core && sound === wish.sound && isSameModel && bootRom?.sha256 === wish.bootRom?.sha256
}

/** Puts a cartridge into a host. */
export async function insert(host: Host, cartridge: Cartridge): Promise<Loaded> {
  const emulator = await host.insert(cartridge)
  try {
    const [{ hash }, picture] = await Promise.all([emulator.save(), emulator.picture()])
    return { cartridge, emulator, pristine: { hash, picture } }
  } catch (error) {
    await emulator.close()
    throw error
  }
}

/**
 * Makes a used emulator as good as new: switched off and on again, and compared with what it was.
 * @throws PtpError recoverable when anything of the last lease is left in it
 */
export async function restore({ emulator, pristine }: Loaded): Promise<void> {
  await emulator.reset()
  // An empty batch makes it forget that the one before may have been left early.
  await emulator.advance({ steps: [], observe: [] })
  const [{ hash }, picture] = await Promise.all([emulator.save(), emulator.picture()])
  if (hash === pristine.hash && Buffer.compare(picture, pristine.picture) === 0) return
  throw new PtpError('emulator-gone', 'the emulator kept something of its last run', { details: { hash, pristine: pristine.hash } })
}
