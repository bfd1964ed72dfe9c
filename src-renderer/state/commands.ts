import { useEffect, useRef } from 'react'
import { create } from 'zustand'

/** Groups of the keyboard sheet, in its order. */
export const COMMAND_GROUPS = ['Play', 'Go', 'Timeline', 'Script', 'Log', 'Inspector', 'Snapshots', 'Runs', 'Experiments', 'Pool', 'View'] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

/** Something a person can ask for: by a button, a key, or the palette. */
export interface Command {
  /** unique, e.g. `run.pause` */
  id: string
  title: string
  group: CommandGroup
  /** chords such as `Space`, `Shift+ArrowLeft`, `Ctrl+K` (Ctrl is ⌘ on a Mac), `?`; the first is the one that is shown */
  keys?: readonly string[]
  run: () => void
  /** false: not now; it is then neither in the palette nor on its key */
  when?: () => boolean
  /** also works while typing in a field or the editor */
  whileTyping?: boolean
}

interface Registry {
  commands: readonly Command[]
}

export const useCommandRegistry = create<Registry>(() => ({ commands: [] }))

/** Offers commands until the returned function is called. A later command with the same id wins. */
export function registerCommands(commands: readonly Command[]): () => void {
  useCommandRegistry.setState((state) => ({ commands: [...state.commands, ...commands] }))
  return () => {
    useCommandRegistry.setState((state) => ({ commands: state.commands.filter((command) => !commands.includes(command)) }))
  }
}

/**
 * Offers commands while the component is there. The list may be new each time: its newest `run` and
 * `when` are used, but ids, titles and keys are those of the first.
 */
export function useCommands(commands: readonly Command[]): void {
  const newest = useRef(commands)
  newest.current = commands
  useEffect(() => {
    const find = (id: string): Command | undefined => newest.current.find((command) => command.id === id)
    return registerCommands(
      newest.current.map((command) => ({
        ...command,
        run: () => find(command.id)?.run(),
        when: () => {
          const now = find(command.id)
          return now !== undefined && (now.when?.() ?? true)
        },
      })),
    )
  }, [])
}

/** Runs a command by its id, if it can run now. */
export function runCommand(id: string): void {
  const command = useCommandRegistry.getState().commands.findLast((one) => one.id === id)
  if (command !== undefined && (command.when?.() ?? true)) command.run()
}
