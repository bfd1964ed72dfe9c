import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildCore } from '../../../build/core.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')
const sources = ['src-main/emulator/embedded/core', 'build/core', 'build/core.mjs']

function newest(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** The core built from the sources as they are, in a place of its own; built again only when they change. */
export async function builtCore(flat = false): Promise<Uint8Array<ArrayBuffer>> {
  const out = join(root, '.tmp/core', flat ? 'flat.wasm' : 'core.wasm')
  mkdirSync(dirname(out), { recursive: true })
  const changed = Math.max(...sources.map((source) => newest(join(root, source))))
  if (!existsSync(out) || statSync(out).mtimeMs < changed) await buildCore({ flat, out })
  return new Uint8Array(readFileSync(out))
}
