import { existsSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { DockerOptions } from 'dockerode'
import { PtpError } from '../../../src-preload/contract/index.ts'

/** How an engine is reached. */
export interface EngineAddress {
  /** as it was given, or found */
  host: string
  options: DockerOptions
  /** name of the machine it runs on, as seen from here: where what it publishes can be reached */
  machine: string
}

/** Where engines listen that were not told otherwise, the first that is there counts: Docker's own, without root, Podman's. */
function usualSockets(env: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'win32') return ['//./pipe/docker_engine', '//./pipe/podman-machine-default']
  const runtime = env['XDG_RUNTIME_DIR']
  const home = os.homedir()
  return [
    '/var/run/docker.sock',
    ...(runtime ? [path.join(runtime, 'docker.sock'), path.join(runtime, 'podman', 'podman.sock')] : []),
    path.join(home, '.docker', 'run', 'docker.sock'),
    '/run/podman/podman.sock',
  ]
}

/**
 * @param host `unix:///var/run/docker.sock`, a socket's path, `tcp://host:2376`, `npipe://…`; default: what
 * DOCKER_HOST says, else the first of the usual sockets that is there
 * @throws PtpError `bad-input` for another form, or certificates that cannot be read
 */
export function engineAddress(host?: string, env: NodeJS.ProcessEnv = process.env, isThere: (socket: string) => boolean = existsSync): EngineAddress {
  const given = host ?? env['DOCKER_HOST'] ?? ''
  if (given === '') {
    const sockets = usualSockets(env)
    return socketAddress(sockets.find((socket) => isThere(socket)) ?? sockets[0] ?? '/var/run/docker.sock')
  }
  if (given.startsWith('unix://') || given.startsWith('npipe://')) return socketAddress(given.replace(/^(unix|npipe):\/\//, ''), given)
  if (given.startsWith('/')) return socketAddress(given)
  if (/^(tcp|https?):\/\//.test(given)) return networkAddress(given, env)
  throw new PtpError('bad-input', `an engine cannot be reached by "${given}"`, { hint: 'give unix:///path/to/docker.sock or tcp://host:port; an engine behind ssh needs a tunnel to a local port' })
}

function socketAddress(socketPath: string, host = `unix://${socketPath}`): EngineAddress {
  return { host, options: { socketPath }, machine: '127.0.0.1' }
}

function networkAddress(host: string, env: NodeJS.ProcessEnv): EngineAddress {
  if (!URL.canParse(host)) throw new PtpError('bad-input', `"${host}" is no address of an engine`, { hint: 'give tcp://host:port' })
  const { hostname, port, protocol } = new URL(host)
  const secure = protocol === 'https:' || (protocol === 'tcp:' && (env['DOCKER_TLS_VERIFY'] ?? '') !== '')
  const options: DockerOptions = { host: hostname, port: Number(port) || (secure ? 2376 : 2375), protocol: secure ? 'https' : 'http' }
  return { host, options: secure ? { ...options, ...certificates(env) } : options, machine: hostname === 'localhost' ? '127.0.0.1' : hostname }
}

/** The files `docker` itself would use. */
function certificates(env: NodeJS.ProcessEnv): Pick<DockerOptions, 'ca' | 'cert' | 'key'> {
  const folder = env['DOCKER_CERT_PATH'] ?? path.join(os.homedir(), '.docker')
  const read = (name: string): Buffer => {
    try {
      return readFileSync(path.join(folder, name))
    } catch (cause) {
      throw new PtpError('bad-input', `the certificate ${path.join(folder, name)} cannot be read`, { hint: 'set DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem', cause })
    }
  }
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') }
}
