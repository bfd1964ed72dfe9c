import { execFileSync, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const START = fileURLToPath(new URL('../../build/start.mjs', import.meta.url))
const PTP = fileURLToPath(new URL('../../bin/ptp.js', import.meta.url))

export interface BrowserFace {
  /** with the token */
  url: string
  /** what it printed before the address */
  said: string
  /** ends it as Ctrl-C does @returns the exit code */
  close(): Promise<number | null>
}

/** Starts the built `ptp start`. @param home PTP_HOME */
export function startBrowserFace(home: string, flags: readonly string[] = []): Promise<BrowserFace> {
  return listenTo([PTP, 'start', ...flags], home)
}

/** Starts the built `ptp gym serve`, to be attached to. @param home PTP_HOME */
export function startGym(home: string): Promise<BrowserFace> {
  return listenTo([PTP, 'gym', 'serve', '--port', '0'], home)
}

/** Does what `npm start` does. @param home PTP_HOME */
export function startWorkbench(home: string, flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<BrowserFace> {
  return listenTo([START, ...flags], home, env)
}

async function listenTo(command: readonly string[], home: string, env: Readonly<Record<string, string>> = {}): Promise<BrowserFace> {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env, PTP_HOME: home } })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (data: Buffer): void => {
      output += data.toString()
      const [found] = /http:\/\/\S+/.exec(output) ?? []
      if (found) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`ptp start ended with ${code}:\n${output}`)))
  })
  return {
    url,
    said: output.slice(0, output.indexOf(url)),
    close: () => {
      child.kill('SIGINT')
      return exited
    },
  }
}

/** @returns how the runs of a home ended, as `ptp runs list` tells it */
export function statusesOf(home: string): Record<string, string> {
  const { runs } = JSON.parse(execFileSync(process.execPath, [PTP, 'runs', 'list', '--json', '--home', home], { encoding: 'utf8' })) as { runs: { run_id: string; status: string }[] }
  return Object.fromEntries(runs.map(({ run_id, status }) => [run_id, status]))
}
