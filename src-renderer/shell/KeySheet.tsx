import type { JSX } from 'react'
import { COMMAND_GROUPS, useCommandRegistry, type Command } from '../state/commands.ts'
import { keyCaps } from '../state/keys.ts'
import { Dialog } from '../ui/index.ts'

/** Keys that belong to no command: those of the console while it is taken over. */
const CONSOLE_KEYS: readonly [string, string][] = [
  ['D-pad', 'Arrows'], ['A', 'Z'], ['B', 'X'], ['START', '⏎'], ['SELECT', '⌫'], ['Give back', 'Esc'],
]

/** All keys, by group. */
export function KeySheet({ onClose }: { onClose: () => void }): JSX.Element {
  const commands = useCommandRegistry((state) => state.commands)
  const withKeys = [...new Map(commands.filter((command) => (command.keys?.length ?? 0) > 0).map((command) => [command.id, command])).values()]
  return (
    <Dialog title="Keyboard" onClose={onClose} wide>
      <div className="key-sheet">
        {COMMAND_GROUPS.map((group) => ({ group, entries: withKeys.filter((command) => command.group === group) }))
          .filter(({ entries }) => entries.length > 0)
          .map(({ group, entries }) => (
            <section key={group} aria-label={group}>
              <h3>{group}</h3>
              <dl>
                {entries.map((command) => (
                  <KeyRow key={command.id} command={command} />
                ))}
              </dl>
            </section>
          ))}
        <section aria-label="While taken over">
          <h3>While taken over</h3>
          <dl>
            {CONSOLE_KEYS.map(([what, key]) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>
                  <kbd>{key}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  )
}

function KeyRow({ command }: { command: Command }): JSX.Element {
  return (
    <div>
      <dt>{command.title}</dt>
      <dd>
        {keyCaps(command.keys?.[0] ?? '').map((cap) => (
          <kbd key={cap}>{cap}</kbd>
        ))}
      </dd>
    </div>
  )
}
