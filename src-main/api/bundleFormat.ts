import { z } from 'zod'

/** Folders of a run that go into a bundle, beside its database, metadata.json, config.yaml, settings.json and annotations.json. */
export const BUNDLE_FOLDERS = ['screenshots', 'snapshots', 'logs'] as const
/** The last entry of a bundle: every other one with its SHA-256. */
export const BUNDLE_LIST = 'bundle.json'
export const MAX_BUNDLE_FILES = 1_000_000
/** Bytes of all files of a bundle together, unpacked. */
export const MAX_BUNDLE_BYTES = 64 * 1024 ** 3
export const MAX_LIST_BYTES = 256 * 1024 ** 2

export const bundleListSchema = z.object({
  format: z.literal('ptp-bundle'),
  version: z.literal(1),
  files: z.array(z.object({ name: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
})
export type BundleList = z.infer<typeof bundleListSchema>

const TOP_FILES: readonly string[] = ['metadata.json', 'config.yaml', 'settings.json', 'annotations.json', 'game_data.db', BUNDLE_LIST]

/** @returns whether a bundle may hold a file of that name: nothing hidden, nothing outside the known folders */
export function isBundleName(name: string): boolean {
  if (TOP_FILES.includes(name)) return true
  const [folder, ...rest] = name.split('/')
  return BUNDLE_FOLDERS.some((each) => each === folder) && rest.length > 0 && rest.length <= 4 && rest.every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}$/.test(part))
}
