import type { Argument, Command, Option } from 'commander'

/** A flag, as completion and the man page need it. */
export interface FlagFacts {
  long: string
  short: string | null
  /** `<n>`, null for a switch */
  value: string | null
  choices: readonly string[]
  group: string
  description: string
}

export interface CommandFacts {
  /** words that call it, without `ptp` */
  path: string[]
  aliases: readonly string[]
  group: string
  description: string
  args: { name: string; description: string; choices: readonly string[] }[]
  flags: FlagFacts[]
  commands: CommandFacts[]
}

/** @returns a command and everything under it, as plain data; what help hides is left out */
export function commandTree(command: Command, path: readonly string[] = []): CommandFacts {
  return {
    path: [...path],
    aliases: command.aliases(),
    group: command.helpGroup(),
    description: command.description(),
    args: command.registeredArguments.map(argumentFacts),
    flags: command.createHelp().visibleOptions(command).map(flagFacts),
    commands: command.commands.map((each) => commandTree(each, [...path, each.name()])),
  }
}

function flagFacts({ long, short, flags, argChoices, helpGroupHeading, description, defaultValue }: Option): FlagFacts {
  return {
    long: long ?? '',
    short: short ?? null,
    value: flags.match(/<[^>]+>|\[[^\]]+\]/)?.[0] ?? null,
    choices: argChoices ?? choicesIn(flags),
    group: helpGroupHeading ?? 'Options:',
    description: typeof defaultValue === 'string' || typeof defaultValue === 'number' ? `${description} (default: ${defaultValue})` : description,
  }
}

function argumentFacts(argument: Argument): CommandFacts['args'][number] {
  const name = argument.variadic ? `${argument.name()}…` : argument.name()
  return { name: argument.required ? `<${name}>` : `[${name}]`, description: argument.description, choices: argument.argChoices ?? [] }
}

/** The words of a placeholder like `<hourly|daily|run>`. */
function choicesIn(flags: string): string[] {
  const inside = flags.match(/<([^>]*\|[^>]*)>/)?.[1]
  return inside?.split('|') ?? []
}
