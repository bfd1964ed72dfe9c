/**
 * Builds the console core: AssemblyScript in src-main/emulator/embedded/core, plus the generated
 * instruction loop, to resources/core/ptp-core.wasm. The same sources always give the same bytes.
 *
 *   node build/core.mjs                     builds it
 *   node build/core.mjs --if-stale          builds it unless it is newer than everything it is made of
 *   node build/core.mjs --flat --out FILE   the CPU alone on flat memory, for the single-step vectors
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import asc from 'assemblyscript/asc'
import { runSource } from './core/run.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const source = join(root, 'src-main/emulator/embedded/core')
export const CORE_WASM = join(root, 'resources/core/ptp-core.wasm')

/** Static data goes below the fixed addresses of layout.ts. */
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--memoryBase', '1024', '--uncheckedBehavior', 'always']

/** Builds to `out`; throws with the compiler's messages when the sources do not compile. */
export async function buildCore({ flat = false, out = CORE_WASM, text = '' } = {}) {
  mkdirSync(join(root, '.tmp'), { recursive: true })
  const work = mkdtempSync(join(root, '.tmp/core-'))
  try {
    cpSync(source, work, { recursive: true })
    writeFileSync(join(work, 'cpu/run.ts'), runSource(flat ? '../flat' : '../bus'))
    // The flat bus replaces the events too: it only counts cycles.
    if (flat) writeFileSync(join(work, 'events.ts'), "export { catchUp, interruptsChanged } from './flat'\n")
    const entry = flat ? 'flat.ts' : 'index.ts'
    const pages = flat ? '8' : '32'
    const output = ['--initialMemory', pages, '--outFile', 'core.wasm', ...(text ? ['--textFile', 'core.wat'] : [])]
    const { error, stderr } = await asc.main([entry, '--baseDir', work, ...OPTIONS, ...output])
    if (error) throw new Error(`The core does not compile.\n${stderr.toString()}`)
    mkdirSync(dirname(out), { recursive: true })
    const partial = `${out}.${process.pid}`
    writeFileSync(partial, readFileSync(join(work, 'core.wasm')))
    renameSync(partial, out)
    if (text) writeFileSync(text, readFileSync(join(work, 'core.wat')))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** @returns whether the built core is newer than its sources, its generator and this file */
function isFresh() {
  if (!existsSync(CORE_WASM)) return false
  const builtAt = statSync(CORE_WASM).mtimeMs
  const isOlder = (file) => statSync(file).mtimeMs < builtAt
  const below = (dir) => readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return [...below(source), ...below(join(root, 'build/core')), fileURLToPath(import.meta.url)].every(isOlder)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { 'if-stale': { type: 'boolean' }, flat: { type: 'boolean' }, out: { type: 'string' }, text: { type: 'string' } } })
  if (!values['if-stale'] || !isFresh()) await buildCore({ flat: values.flat, out: values.out && resolve(values.out), text: values.text && resolve(values.text) })
}
