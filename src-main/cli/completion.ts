import type { CommandFacts, FlagFacts } from './commandTree.ts'

/** @returns a script that completes commands, flags and the words flags take; values of other flags complete as files */
export function completionScript(shell: 'bash' | 'zsh' | 'fish', root: CommandFacts): string {
  return shell === 'bash' ? bash(root) : shell === 'zsh' ? zsh(root) : fish(root)
}

function all(command: CommandFacts): CommandFacts[] {
  return [command, ...command.commands.flatMap(all)]
}

/** Subcommands with their aliases. */
function namesOf(command: CommandFacts): string[] {
  return command.commands.flatMap((each) => [each.path.at(-1) ?? '', ...each.aliases])
}

function bash(root: CommandFacts): string {
  const cases = all(root).map((command) => {
    const flags = command.flags.flatMap(({ long, short }) => (short === null ? [long] : [long, short]))
    const choices = command.args.flatMap((arg) => arg.choices)
    const words = [...namesOf(command), ...choices].join(' ')
    return `    ${pathsOf(command).join('|')}) words='${words}'; flags='${flags.join(' ')}' ;;`
  })
  const withChoices = uniqueFlags(root).filter(({ choices }) => choices.length > 0)
  const choiceCases = withChoices.map(({ long, choices }) => `    ${long}) COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$current")); return ;;`)
  const valued = uniqueFlags(root).filter(({ value, choices }) => value !== null && choices.length === 0).map(({ long }) => long)
  const paths = all(root).filter(({ path }) => path.length > 0).flatMap(pathsOf)
  return `# bash completion of ptp
_ptp() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} path='' word words='' flags='' i
  case "$previous" in
${choiceCases.join('\n')}
    ${valued.join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "\${path:+$path }$word" in
      ${paths.join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  if [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$current"))
  elif [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$current"))
  else COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _ptp ptp
`
}

/** How a command is called, by its name and its aliases, between quotes. */
function pathsOf({ path, aliases }: CommandFacts): string[] {
  return [path, ...aliases.map((alias) => [...path.slice(0, -1), alias])].map((words) => `'${words.join(' ')}'`)
}

function uniqueFlags(root: CommandFacts): FlagFacts[] {
  return [...new Map(all(root).flatMap(({ flags }) => flags).map((flag) => [flag.long, flag])).values()]
}

function zsh(root: CommandFacts): string {
  const functions = all(root).map((command) => (command.commands.length > 0 ? zshGroup(command) : zshLeaf(command)))
  return `#compdef ptp\n# zsh completion of ptp\n${functions.join('\n')}\n_ptp "$@"\n`
}

function zshName(path: readonly string[]): string {
  return ['_ptp', ...path].join('_')
}

function zshGroup(command: CommandFacts): string {
  const entries = command.commands.flatMap((each) => [each.path.at(-1) ?? '', ...each.aliases].map((name) => `    '${quoted(name)}:${quoted(each.description)}'`))
  const cases = command.commands.map((each) => `    ${[each.path.at(-1) ?? '', ...each.aliases].join('|')}) ${zshName(each.path)} ;;`)
  return `${zshName(command.path)}() {
  local -a commands=(
${entries.join('\n')}
  )
  if ((CURRENT == 2)); then _describe command commands; return; fi
  local name=$words[2]
  shift words
  ((CURRENT--))
  case $name in
${cases.join('\n')}
  esac
}`
}

function zshLeaf(command: CommandFacts): string {
  const flags = command.flags.map((flag) => {
    const value = flag.value === null ? '' : `:${quoted(flag.value.replaceAll(/[<>[\]]/g, ''))}:${flag.choices.length > 0 ? `(${flag.choices.join(' ')})` : '_files'}`
    return `    '${flag.long}[${quoted(flag.description).replaceAll(/[[\]]/g, String.raw`\$&`)}]${value}'`
  })
  const args = command.args.map((arg) => `    '*:${quoted(arg.name)}:${arg.choices.length > 0 ? `(${arg.choices.join(' ')})` : '_files'}'`).slice(0, 1)
  return `${zshName(command.path)}() {\n  _arguments \\\n${[...flags, ...args].join(' \\\n')}\n}`
}

function fish(root: CommandFacts): string {
  const lines = all(root).flatMap((command) => {
    const here = command.path.map((word) => `__fish_seen_subcommand_from ${word}`)
    const known = namesOf(command)
    const fresh = known.length > 0 ? [`not __fish_seen_subcommand_from ${known.join(' ')}`] : []
    const when = [...here, ...fresh]
    const condition = when.length === 0 ? '' : ` -n '${when.join('; and ')}'`
    const commands = command.commands.map((each) => `complete -c ptp -f${condition} -a ${each.path.at(-1) ?? ''} -d '${quoted(each.description)}'`)
    const choices = command.args.flatMap((arg) => arg.choices).map((word) => `complete -c ptp -f${condition} -a ${word}`)
    return [...commands, ...choices, ...command.flags.map((flag) => fishFlag(flag, condition))]
  })
  return `# fish completion of ptp\n${lines.join('\n')}\n`
}

function fishFlag({ long, short, value, choices, description }: FlagFacts, condition: string): string {
  const takes = value === null ? '' : choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : ' -r'
  return `complete -c ptp${condition} -l ${long.slice(2)}${short === null ? '' : ` -s ${short.slice(1)}`}${takes} -d '${quoted(description)}'`
}

/** Fit for single quotes in any of the shells, and for zsh's lists. */
function quoted(text: string): string {
  return text.replaceAll("'", '’').replaceAll(':', ' -').replaceAll('\\', '')
}
