import { readFileSync } from 'node:fs'
import { FRAMES_PER_SECOND, PtpError, type Diagnostic } from '../../../src-preload/contract/index.ts'
import { compile, format } from '../../script/index.ts'
import { Workbench } from '../../workbench.ts'
import { gameTime, print } from '../output.ts'
import type { GlobalOptions } from '../flags.ts'
import writeFileAtomic from 'write-file-atomic'

/** Compiles a script; exit code 3 when there is an error in it. */
export async function checkScript(file: string, flags: GlobalOptions & { game: string }): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const game = await workbench.loadGame(flags.game)
  const { program, diagnostics, estimate, complexity, checksum } = compile(readScript(workbench, file), game.profile.vocabulary)
  const result = { file, ok: program !== null, diagnostics, estimate, complexity, checksum, game: game.profile.id }
  const time = (frames: number | null): string => (frames === null ? 'no bound' : `${frames} (${gameTime(frames, FRAMES_PER_SECOND)})`)
  print(flags, result, [
    ...diagnostics.map((each) => describe(file, each)),
    ...(program
      ? [
          `${file}: ok for ${game.profile.name}`,
          `  ${complexity.instructions} instructions, ${complexity.loops} loops, ${complexity.branches} branches, ${complexity.macros} macros, depth ${complexity.depth}`,
          `  frames: at least ${time(estimate.min)}, expected ${time(estimate.expected)}, at most ${time(estimate.max)}`,
        ]
      : []),
  ])
  if (!program) process.exitCode = 3
}

/** Prints a script in its canonical form, or writes it back. */
export async function formatScript(file: string, flags: GlobalOptions & { write?: boolean }): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const source = readScript(workbench, file)
  const formatted = format(source)
  if (flags.write) await writeFileAtomic(file, formatted)
  const changed = formatted !== source
  if (flags.json) print(flags, { file, changed, source: formatted }, [])
  else if (flags.write) print(flags, null, [`${file}: ${changed ? 'formatted' : 'is in canonical form already'}`])
  else process.stdout.write(formatted)
}

function readScript(workbench: Workbench, file: string): string {
  try {
    return readFileSync(workbench.scriptFile(file), 'utf8')
  } catch (cause) {
    throw new PtpError('not-found', `no such script: ${file}`, { hint: 'give the path of a .ptp file', cause })
  }
}

export function describe(file: string, { line, column, severity, message, expected, suggestion }: Diagnostic): string {
  const more = suggestion ? ` – did you mean ${suggestion}?` : expected ? ` – expected ${expected}` : ''
  return `${file}:${line}:${column}: ${severity}: ${message}${more}`
}
