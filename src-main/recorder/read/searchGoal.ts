import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** A plan is a few lines. */
const MAX_BYTES = 1 << 20
const planSchema = z.object({ goal: z.string() })

/**
 * What the search that records into a run is after. Only the goal is read, so that searches of any version have one in the list; a
 * plan that cannot be read hides no run: going on with the search says what is wrong with it.
 * @returns null for a run of no search
 */
export function goalIn(dir: string): string | null {
  const file = path.join(dir, 'search', 'plan.json')
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined || !stat.isFile() || stat.size > MAX_BYTES) return null
  try {
    return planSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data?.goal ?? null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
