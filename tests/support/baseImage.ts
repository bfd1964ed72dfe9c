import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'

export { gymBundle } from './gymServer.ts'

let made: string | null = null

/**
 * A base image for the gym image where no registry is reachable: the Node of this machine and the libraries it needs,
 * nothing else, imported into the engine once.
 * @param docker the command line of the engine
 * @returns its tag, to be given as build argument BASE
 */
export function baseImage(docker = 'docker'): string {
  made ??= make(docker)
  return made
}

function make(docker: string): string {
  const node = nodeBinary()
  const tag = `ptp-test-base:${createHash('sha256').update(`${process.version} ${node} 1`).digest('hex').slice(0, 12)}`
  if (exists(docker, tag)) return tag
  const root = mkdtempSync(path.join(os.tmpdir(), 'ptp-base-'))
  try {
    for (const dir of ['usr/local/bin', 'etc', 'tmp']) mkdirSync(path.join(root, dir), { recursive: true })
    chmodSync(path.join(root, 'tmp'), 0o1777)
    copyFileSync(node, path.join(root, 'usr/local/bin/node'))
    for (const library of librariesOf(node)) {
      mkdirSync(path.join(root, path.dirname(library)), { recursive: true })
      copyFileSync(library, path.join(root, library))
    }
    writeFileSync(path.join(root, 'etc/passwd'), 'root:x:0:0:root:/:/none\n')
    if (!existsSync(path.join(root, 'bin'))) symlinkSync('usr/local/bin', path.join(root, 'bin'))
    const archive = `${root}.tar`
    execFileSync('tar', ['-C', root, '-cf', archive, '.'])
    try {
      execFileSync(docker, ['import', '--change', 'ENV PATH=/usr/local/bin:/bin', archive, tag], { stdio: ['ignore', 'ignore', 'pipe'] })
    } finally {
      rmSync(archive, { force: true })
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
  return tag
}

function nodeBinary(): string {
  return createRequire(import.meta.url).resolve(`node-linux-${process.arch}/bin/node`)
}

/** The shared libraries a program is linked to, and the loader, by their paths. */
function librariesOf(program: string): string[] {
  const lines = execFileSync('ldd', [program], { encoding: 'utf8' }).split('\n')
  return lines.flatMap((line) => /(\/\S+) \(0x/.exec(line)?.[1] ?? [])
}

function exists(docker: string, tag: string): boolean {
  try {
    execFileSync(docker, ['image', 'inspect', tag], { stdio: 'ignore' })
    return true
  } catch (error) {
    if ((error as { status?: unknown }).status === 1) return false
    throw error
  }
}
