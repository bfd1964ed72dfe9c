import type { BackendName, PoolWish } from '../api/contract.ts'

/** What the dialog for another pool holds; numbers as they are typed, '' for the default. */
export interface PoolForm {
  backend: BackendName
  size: string
  /** servers, one a line */
  urls: string
  image: string
  /** engines, one a line */
  hosts: string
  basePort: string
  memory: string
  cpus: string
  /** ms a call may take */
  sla: string
}

export const FIRST_FORM: PoolForm = { backend: 'embedded', size: '4', urls: '', image: '', hosts: '', basePort: '', memory: '', cpus: '', sla: '' }

/** @returns what to ask the engine for, or why it cannot be asked yet */
export function wishOf(form: PoolForm): PoolWish | string {
  const wish: PoolWish = { backend: form.backend }
  const size = numberIn(form.size)
  if (size !== null && !(Number.isInteger(size) && size >= 1 && size <= 64)) return 'The size is a whole number from 1 to 64'
  if (size !== null) wish.size = size
  if (form.backend === 'gym') {
    const urls = lines(form.urls)
    if (urls.length === 0) return 'Name at least one server'
    const wrong = urls.find((url) => !/^https?:\/\/\S+$/.test(url))
    if (wrong !== undefined) return `${wrong} is no address: it begins with http:// or https://`
    wish.urls = urls
  }
  if (form.backend === 'docker') {
    const port = numberIn(form.basePort)
    if (port !== null && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) return 'A port is a whole number from 1 to 65535'
    const memory = numberIn(form.memory)
    if (memory !== null && !(Number.isInteger(memory) && memory >= 16)) return 'The memory is a whole number of MB, at least 16'
    const cpus = numberIn(form.cpus)
    if (cpus !== null && !(cpus > 0)) return 'The share of cores is a number above 0'
    if (port !== null) wish.base_port = port
    if (memory !== null) wish.memory_mb = memory
    if (cpus !== null) wish.cpus = cpus
    if (form.image.trim() !== '') wish.image = form.image.trim()
    if (lines(form.hosts).length > 0) wish.docker_hosts = lines(form.hosts)
  }
  if (form.backend !== 'embedded') {
    const sla = numberIn(form.sla)
    if (sla !== null && !(sla > 0)) return 'The answer time is a number of milliseconds above 0'
    if (sla !== null) wish.sla_ms = sla
  }
  return wish
}

/** @returns null for nothing, NaN for what is no number */
function numberIn(text: string): number | null {
  return text.trim() === '' ? null : Number(text.trim())
}

function lines(text: string): string[] {
  return text.split(/[\s,]+/).filter((line) => line !== '')
}
