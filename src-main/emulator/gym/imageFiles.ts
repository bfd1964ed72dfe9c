import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { resourcesDir } from '../../places.ts'

/** One file of the build context of the gym image. */
export interface ImageFile {
  /** its name in the context, with `/` */
  name: string
  /** where its bytes are */
  file: string
}

/** What the build writes beside the bundle: everything the server loads. */
const manifestSchema = z.object({
  files: z.array(z.string().regex(/^[\w.-]+\.js$/)).min(1).max(1000),
  packages: z.array(z.string().regex(/^[\w@/.-]+$/)).max(100),
})

/**
 * The build context of the gym image: its Dockerfile, the server's bundle, the core, the game profiles and the packages
 * the bundle does not hold. Some 3 MB.
 * @param bundle folder of the built engine; default: the one this runs from
 * @throws PtpError `not-found` when the engine is not built
 */
export function gymImageFiles(bundle: string = path.dirname(fileURLToPath(import.meta.url))): ImageFile[] {
  const manifestFile = path.join(bundle, 'gymServer.files.json')
  if (!existsSync(manifestFile)) {
    throw new PtpError('not-found', `the gym server is not built: ${manifestFile} is missing`, { hint: 'run `npm run build`' })
  }
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(manifestFile, 'utf8')))
  const resources = resourcesDir()
  return [
    ...filesIn(path.join(resources, 'gym-image'), ''),
    ...manifest.files.map((name) => ({ name: `app/out/main/${name}`, file: path.join(bundle, name) })),
    { name: 'app/resources/core/ptp-core.wasm', file: path.join(resources, 'core', 'ptp-core.wasm') },
    ...filesIn(path.join(resources, 'profiles'), 'app/resources/profiles/'),
    ...manifest.packages.flatMap(packageFiles),
  ]
}

/** Not every package lets its package.json be resolved, so its folder is told from its main file. */
function packageFiles(name: string): ImageFile[] {
  const main = createRequire(import.meta.url).resolve(name)
  const folder = path.join('node_modules', name)
  return filesIn(main.slice(0, main.lastIndexOf(folder) + folder.length), `app/node_modules/${name}/`)
}

function filesIn(folder: string, prefix: string): ImageFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(map|d\.ts)$|^readme/i.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ name: prefix + path.relative(folder, file).replaceAll(path.sep, '/'), file }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
