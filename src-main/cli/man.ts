import type { CommandFacts, FlagFacts } from './commandTree.ts'

/** @returns the man page of all commands, as roff */
export function manPage(root: CommandFacts, version: string): string {
  return `${[
    `.TH PTP 1 "" "PTP Workbench ${text(version)}" "PTP Workbench"`,
    '.SH NAME',
    `ptp \\- ${text(root.description)}`,
    '.SH SYNOPSIS',
    '.B ptp',
    '.I COMMAND',
    '[\\fIFLAGS\\fR]',
    '.SH COMMANDS',
    ...leaves(root).flatMap(command),
    '.SH SETTINGS',
    ...paragraph('Booleans are written --flag, --flag True or --flag False. Settings come from, the weakest first: their defaults, config.yaml in $PTP_HOME, --config-file, --experiment-config, variables PTP_FLAG_NAME, flags. "ptp config show" says where each value comes from; "ptp config init" writes a file to start from.'),
    '.SH ENVIRONMENT',
    '.TP\n.B PTP_HOME\nWhere runs are kept.',
    '.TP\n.B PTP_TICK_RATE_BASE, PTP_MAX_TICKS, \\&...\nEach setting can be given by a variable named after its flag.',
    '.SH EXIT STATUS',
    '.TP\n.B 0\nAll went well; a limit that was reached is a good end.',
    '.TP\n.B 1\nSomething failed, or a limit was reached with --on-limit abort.',
    '.TP\n.B 2\nWhat was given is wrong: a flag, a file, the name of a run.',
    '.TP\n.B 3\nA check failed: a script’s EXPECT, a run that does not repeat, a damaged snapshot.',
  ].join('\n').replaceAll(/[^\n -~]/gu, named)}\n`
}

function leaves(command: CommandFacts): CommandFacts[] {
  return command.commands.length > 0 ? command.commands.flatMap(leaves) : [command]
}

function command({ path, args, flags, description }: CommandFacts): string[] {
  const groups = [...new Set(flags.map(({ group }) => group))]
  return [
    `.SS ptp ${text([...path, ...args.map(({ name }) => name)].join(' '))}`,
    ...paragraph(`${description}.`),
    ...args.flatMap((arg) => ['.TP', `.I ${text(arg.name)}`, text(arg.description)]),
    ...groups.flatMap((group) => [`.PP\n.B ${text(group)}`, ...flags.filter((flag) => flag.group === group).flatMap(flagLines)]),
  ]
}

function flagLines({ long, short, value, description }: FlagFacts): string[] {
  const names = short === null ? long : `${short}, ${long}`
  return ['.TP', `\\fB${text(names)}\\fR${value === null ? '' : ` \\fI${text(value.replaceAll(/[<>]/g, ''))}\\fR`}`, text(description)]
}

function paragraph(words: string): string[] {
  return ['.PP', text(words)]
}

/** A character beyond ASCII, by its number: `\[u2019]`. */
function named(character: string): string {
  return `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`
}

/** Escaped for roff, where dashes, dots and apostrophes at the wrong place are orders. */
function text(words: string): string {
  const escaped = words.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('\n', ' ')
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped
}
