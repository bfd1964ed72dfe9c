import { RESERVED } from '../../src-preload/contract/grammar/index.ts'
import { nearest, suggesting } from './nearest.ts'
import type { Names } from './reader.ts'
import type { Report } from './report.ts'
import type { Call, MacroDefinition, Script } from './syntax.ts'

/** How deep macros may call each other. */
export const MAX_CALLS = 32

/** Words that open a block: a misspelt one leaves an END behind. */
export const OPENERS: readonly string[] = ['REPEAT', 'IF', 'WHILE', 'MACRO']

/** Adds a macro to those of a script, unless its name is taken. */
export function defineMacro(report: Report, macro: MacroDefinition, macros: Map<string, MacroDefinition>): void {
  const { name, title } = macro
  const other = macros.get(name.toLowerCase())
  if (RESERVED.includes(name.toUpperCase())) report.error(title, `${name.toUpperCase()} means something already and cannot name a macro`, { expected: 'another name' })
  else if (other !== undefined) report.error(title, `there is a macro ${other.name} already, at line ${report.lines.lineOf(other.from)}`, { expected: 'another name' })
  else macros.set(name.toLowerCase(), macro)
}

/** Checks that what is called exists, takes the arguments it gets, and that no macro calls itself. */
export function checkCalls(report: Report, script: Script, names: Names, calls: ReadonlyMap<string, Call[]>): void {
  for (const each of calls.values()) for (const call of each) checkCall(report, script, names, call)
  checkDepth(report, script, calls)
}

function checkCall(report: Report, script: Script, names: Names, call: Call): void {
  const macro = script.macros.get(call.name.toLowerCase())
  if (macro === undefined) {
    if (isValue(call.name, names)) {
      report.error(call.callee, `${call.name} is a value of the game, and a value alone does nothing`, { expected: 'IF, WHILE, WAIT UNTIL or EXPECT before it' })
      return
    }
    const macros = [...script.macros.values()].map((each) => each.name)
    const meant = nearest(call.name, [...RESERVED, ...macros])
    report.error(call.callee, `there is no button, keyword or macro ${call.name}`, { expected: 'a button, a number, a statement or the name of a macro', ...suggesting(meant) })
    return
  }
  if (macro.parameters !== null && call.args.length !== macro.parameters) {
    report.error(call, `${macro.name} takes ${count(macro.parameters, 'argument')}, and this gives it ${call.args.length}`, {
      expected: macro.parameters === 0 ? macro.name : `${count(macro.parameters, 'argument')} in parentheses`,
    })
  }
  for (const argument of call.args) {
    if (argument.type !== 'number') report.error(argument, `the arguments of a macro are numbers, and this is ${argument.type}`, { expected: 'a number' })
  }
}

function isValue(word: string, names: Names): boolean {
  const name = word.toLowerCase()
  return name === 'mem' || name === 'item' || names.paths.some((path) => path.split(/[.[]/, 1)[0]?.toLowerCase() === name)
}

/** Walks the calls depth first, without recursion: a chain may be as long as the script. */
function checkDepth(report: Report, script: Script, edges: ReadonlyMap<string, Call[]>): void {
  const depths = new Map<string, number>()
  for (const start of script.macros.keys()) {
    const path: { key: string; next: number; depth: number }[] = []
    const onPath = new Set<string>()
    const enter = (key: string) => {
      path.push({ key, next: 0, depth: 1 })
      onPath.add(key)
    }
    if (!depths.has(start)) enter(start)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const call = edges.get(top.key)?.[top.next++]
      if (call === undefined) {
        depths.set(top.key, top.depth)
        onPath.delete(top.key)
        path.pop()
        const below = path.at(-1)
        if (below) below.depth = Math.max(below.depth, top.depth + 1)
        continue
      }
      const key = call.name.toLowerCase()
      const depth = depths.get(key)
      if (onPath.has(key)) {
        const names = [...path.slice(path.findIndex((each) => each.key === key)).map((each) => nameOf(script, each.key)), nameOf(script, key)]
        report.error(call.callee, `a macro cannot call itself: ${names.join(' -> ')}`, { expected: 'REPEAT or WHILE to do something again' })
      } else if (depth !== undefined) top.depth = Math.max(top.depth, depth + 1)
      else if (script.macros.has(key)) enter(key)
    }
    const macro = script.macros.get(start)
    if (macro && (depths.get(start) ?? 0) > MAX_CALLS) report.error(macro.title, `${macro.name} calls macros more than ${MAX_CALLS} deep`, { expected: 'fewer macros inside each other' })
  }
}

function nameOf(script: Script, key: string): string {
  return script.macros.get(key)?.name ?? key
}

function count(n: number, what: string): string {
  return n === 0 ? `no ${what}s` : n === 1 ? `1 ${what}` : `${n} ${what}s`
}
