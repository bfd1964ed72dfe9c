import { PtpError } from '../../../src-preload/contract/index.ts'

/** What dockerode throws: an HTTP answer of the engine, or a connection that failed. */
interface EngineError {
  statusCode?: number
  code?: string
  message?: string
  json?: { message?: string }
}

const UNREACHABLE = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EAI_AGAIN']

/**
 * Says what an engine's refusal means here: transient when the engine is away, recoverable when another
 * try may do better, fatal when a person has to act.
 * @param what was to be done, e.g. `start a container`
 */
export function engineRefusal(host: string, what: string, error: unknown): PtpError {
  if (error instanceof PtpError) return error
  const { statusCode, code, message = String(error), json } = error as EngineError
  const words = (json?.message ?? message).trim()
  if (statusCode === undefined) return connectionRefusal(host, what, code, words, error)
  if (/no space left|disk quota/i.test(words)) {
    return new PtpError('disk-full', `${host} has no room on its disk to ${what}: ${words}`, { hint: '`docker system prune` frees what is not used', cause: error })
  }
  if (/port is already allocated|address already in use/i.test(words)) return new PtpError('busy', words, { cause: error })
  if (/no such image|manifest unknown|pull access denied|repository does not exist/i.test(words)) {
    return new PtpError('not-found', `the image to ${what} is not there: ${words}`, { hint: 'check its name, or build it', cause: error })
  }
  if (statusCode === 403 || statusCode === 401) return new PtpError('bad-input', `${host} does not allow to ${what}: ${words}`, { cause: error })
  if (statusCode >= 500 || statusCode === 409 || statusCode === 404) return new PtpError('emulator-gone', `${host} could not ${what}: ${words}`, { cause: error })
  return new PtpError('bad-input', `${host} refused to ${what}: ${words}`, { cause: error })
}

function connectionRefusal(host: string, what: string, code: string | undefined, words: string, cause: unknown): PtpError {
  if (code === 'EACCES' || code === 'EPERM') {
    return new PtpError('bad-input', `this user may not use the engine at ${host}`, { hint: 'join the group "docker", or use an engine without root (rootless Docker, Podman)', cause })
  }
  if (/_CERT|CERT_|^ERR_(SSL|TLS)/.test(code ?? '')) {
    return new PtpError('bad-input', `the engine at ${host} and this workbench do not trust each other: ${words}`, {
      hint: 'DOCKER_CERT_PATH has to name the folder with ca.pem of the engine, and cert.pem and key.pem that it accepts',
      cause,
    })
  }
  if ((code !== undefined && UNREACHABLE.includes(code)) || /socket hang up|aborted|premature close/i.test(words)) {
    return new PtpError('emulator-gone', `the container engine at ${host} does not answer`, {
      kind: 'transient',
      hint: 'start Docker or Podman, or name another engine with --docker-host',
      cause,
    })
  }
  return new PtpError('emulator-gone', `could not ${what} at ${host}: ${words}`, { cause })
}
