import { useCommands } from '../state/commands.ts'
import { setTheme, useTheme } from '../state/theme.ts'
import { resetLayout } from './panels.ts'

/** Commands of the window itself. */
export function useShellCommands(open: (what: 'palette' | 'keys') => void): void {
  useCommands([
    { id: 'view.palette', title: 'Command palette', group: 'View', keys: ['Ctrl+K', 'Ctrl+Shift+P'], whileTyping: true, run: () => open('palette') },
    { id: 'view.keys', title: 'Keyboard sheet', group: 'View', keys: ['?'], run: () => open('keys') },
    {
      id: 'view.theme',
      title: 'Switch between light and dark',
      group: 'View',
      run: () => setTheme(useTheme.getState().shown === 'dark' ? 'light' : 'dark'),
    },
    { id: 'view.theme.system', title: "Use the system's theme", group: 'View', run: () => setTheme('system') },
    { id: 'view.layout.reset', title: 'Reset the layout', group: 'View', run: resetLayout },
  ])
}
