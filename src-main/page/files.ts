import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PtpError } from '../../src-preload/contract/index.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

export interface PageFile {
  type: string
  body: Buffer
}

/**
 * @returns the folder of the built page, from source and from the build alike
 * @throws PtpError `not-found` when the page was not built
 */
export function rendererDir(): string {
  let dir = path.dirname(fileURLToPath(import.meta.url))
  for (let up = 0; up < 5; up++, dir = path.dirname(dir)) {
    const found = path.join(dir, 'out', 'renderer')
    if (existsSync(path.join(found, 'index.html'))) return found
  }
  throw new PtpError('not-found', 'the page of the workbench is not built', { hint: 'run `npm run build` once' })
}

/**
 * @param pathname of a URL, still encoded
 * @returns the page's file there, null when there is none
 */
export async function fileOfPage(dir: string, pathname: string): Promise<PageFile | null> {
  const name = decode(pathname === '/' ? '/index.html' : pathname)
  if (name === null) return null
  const file = path.join(dir, name)
  const type = TYPES[path.extname(file)]
  if (!file.startsWith(dir + path.sep) || type === undefined || !existsSync(file)) return null
  return { type, body: await readFile(file) }
}

function decode(pathname: string): string | null {
  try {
    const name = decodeURIComponent(pathname)
    return name.includes('\0') ? null : name
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}
