import { PtpError, type Arm } from '../../src-preload/contract/index.ts'

export type Scalar = number | string | boolean | null
/** What an arm and a point of the grid change of a script. */
export type ScriptChanges = Pick<Arm, 'constants' | 'macros' | 'timing'>

/**
 * Puts constants, macros and timing into the text of a script. Lines keep their numbers, as far as macros are not longer than before.
 * @param name what messages call the script
 * @throws PtpError `bad-input` for a constant without a value, or a value for a constant that the script does not have
 */
export function changedScript(name: string, text: string, changes: ScriptChanges): string {
  let changed = withConstants(name, text, changes.constants)
  for (const [macro, body] of Object.entries(changes.macros)) changed = withMacro(changed, macro, body)
  return withTiming(changed, changes.timing)
}

function withConstants(script: string, text: string, constants: Readonly<Record<string, Scalar>>): string {
  const used = new Set<string>()
  const changed = text.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}\n]*))?\}/g, (_, name: string, otherwise: string | undefined) => {
    used.add(name)
    const value = Object.hasOwn(constants, name) ? constants[name] : otherwise
    if (value === undefined) {
      throw new PtpError('bad-input', `${script}: the constant ${name} has no value`, { hint: `set constants.${name}, or write \${${name}:VALUE} in the script` })
    }
    return String(value)
  })
  for (const name of Object.keys(constants)) {
    if (used.has(name)) continue
    throw new PtpError('bad-input', `${script}: there is no constant ${name} to set`, { hint: `write \${${name}} in the script where its value is to stand` })
  }
  return changed
}

function withMacro(text: string, name: string, body: string): string {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => new RegExp(String.raw`^\s*MACRO\s+${name}\b`, 'i').test(line))
  if (from < 0) return `${text.trimEnd()}\n\nMACRO ${name}\n${body.trimEnd()}\nEND\n`
  let depth = 0
  for (let at = from; at < lines.length; at++) {
    depth += blocksOf(lines[at] ?? '')
    if (depth <= 0) return [...lines.slice(0, from + 1), body.trimEnd(), ...lines.slice(at)].join('\n')
  }
  throw new PtpError('bad-input', `the macro ${name} has no END`, { hint: 'mend the script first' })
}

/** @returns blocks a line opens, less those it closes */
function blocksOf(line: string): number {
  const code = line.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""').replace(/#.*/, '')
  let depth = 0
  for (const statement of code.split(';')) {
    const words = statement.trim().toUpperCase()
    if (/^(MACRO|REPEAT|WHILE|IF)\b/.test(words)) depth++
    if (/(^|\s)END$/.test(words)) depth--
  }
  return depth
}

function withTiming(text: string, timing: Readonly<Record<string, number>>): string {
  let changed = text
  let before = ''
  for (const [name, frames] of Object.entries(timing)) {
    const own = new RegExp(String.raw`^(\s*SET\s+${name}\b\s*=?\s*)[^\n#;]*`, 'gim')
    if (own.test(changed)) changed = changed.replaceAll(own, `$1${frames} `)
    // On the first line, so that the others keep their numbers.
    else before += `SET ${name} ${frames}; `
  }
  return before + changed
}
