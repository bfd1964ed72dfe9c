import { readFileSync } from 'node:fs'
import path from 'node:path'
import { screen, type Rectangle } from 'electron'
import { sync as writeFileAtomic } from 'write-file-atomic'
import { z } from 'zod'

const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(400).max(20_000),
  height: z.number().int().min(300).max(20_000),
  maximized: z.boolean(),
})
export type WindowState = z.infer<typeof stateSchema>

const fileIn = (home: string): string => path.join(home, 'desktop', 'window.json')

/** @returns where the window was last time, null when that is not known or no screen is there any more */
export function readWindowState(home: string): WindowState | null {
  let text: string
  try {
    text = readFileSync(fileIn(home), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const state = stateSchema.safeParse(parse(text))
  return state.success && isVisible(state.data) ? state.data : null
}

export function writeWindowState(home: string, state: WindowState): void {
  writeFileAtomic(fileIn(home), `${JSON.stringify(state)}\n`)
}

/** A cut file is worth no more than none: the window opens at its first size. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** Enough of the title bar must be on a screen that it can be taken with the pointer. */
function isVisible({ x, y, width }: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const overlap = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x)
    return overlap >= 100 && y >= workArea.y && y < workArea.y + workArea.height - 30
  })
}
