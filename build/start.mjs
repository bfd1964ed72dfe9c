// Opens the workbench: as a desktop window where the Electron runtime is there, else in the browser.
//   npm start                 the desktop face, if it can be had
//   npm start -- --browser    the browser face; further flags are those of `ptp start`
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..')
const flags = process.argv.slice(2)
const wantsBrowser = flags.includes('--browser')
const rest = flags.filter((flag) => flag !== '--browser')

/** Fetching the runtime (about 120 MB) is given up after so long; the browser face is as good to begin with. */
const FETCH_MS = 180_000
const PROBE_MS = 5_000

if (isStale()) build()
if (wantsBrowser) openBrowserFace()
else await openDesktop()

async function openDesktop() {
  const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  const runtime = electronRuntime() ?? (hasScreen && (await canFetch()) ? fetchRuntime() : null)
  if (runtime && hasScreen) {
    run(runtime, [root, ...rest])
    return
  }
  const why = runtime ? 'There is no screen here' : 'The Electron runtime is not here and cannot be fetched now (`npx install-electron` tries it again)'
  process.stderr.write(`${why}, so this is the browser face.\n`)
  openBrowserFace()
}

/** Whether the place the runtime comes from answers at all: where it does not, fetching would hang for minutes. */
async function canFetch() {
  if (!existsSync(path.join(root, 'node_modules/electron/install.js'))) return false
  // Node itself goes past a proxy, so behind one only the attempt can tell.
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return true
  const from = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/electron/electron/releases/'
  try {
    await fetch(from, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) })
    return true
  } catch {
    // No name, no route, no answer: it comes to the same.
    return false
  }
}

function fetchRuntime() {
  process.stderr.write('fetching the Electron runtime…\n')
  spawnSync(process.execPath, [path.join(root, 'node_modules/electron/install.js')], { cwd: root, stdio: 'ignore', timeout: FETCH_MS, killSignal: 'SIGKILL' })
  return electronRuntime()
}

function openBrowserFace() {
  run(process.execPath, [path.join(root, 'bin/ptp.js'), 'start', ...rest])
}

/** The file is looked for, never asked of the package: asking would fetch it, which can hang for minutes. */
function electronRuntime() {
  const home = path.join(root, 'node_modules/electron')
  const pointer = path.join(home, 'path.txt')
  if (!existsSync(pointer)) return null
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(home, 'dist')
  const file = path.join(dist, readFileSync(pointer, 'utf8').trim())
  return existsSync(file) ? file : null
}

function build() {
  process.stderr.write('building…\n')
  const tool = path.join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const { status } = spawnSync(process.execPath, [tool, 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

function isStale() {
  const built = ['out/main/ptp.js', 'out/preload/bridge.cjs', 'out/renderer/index.html'].map((file) => path.join(root, file))
  if (!built.every((file) => existsSync(file))) return true
  const oldest = Math.min(...built.map((file) => statSync(file).mtimeMs))
  return ['src-main', 'src-preload', 'src-renderer'].some((dir) => isNewer(path.join(root, dir), oldest)) ||
    ['package.json', 'electron.vite.config.ts'].some((file) => statSync(path.join(root, file)).mtimeMs > oldest)
}

function isNewer(dir, time) {
  return readdirSync(dir, { recursive: true }).some((name) => {
    const file = statSync(path.join(dir, name))
    return file.isFile() && file.mtimeMs > time
  })
}

/** Hands this terminal over; signals go to the child, which closes cleanly, and its end is ours. */
function run(command, args) {
  const child = spawn(command, args, { cwd: process.cwd(), stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => forward(child, signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

function forward(child, signal) {
  // The terminal sends Ctrl-C to the whole group, so the child has it already.
  if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
}
