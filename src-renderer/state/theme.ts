import { create } from 'zustand'
import { oneOf, recall, remember } from './remembered.ts'

export type Theme = 'system' | 'light' | 'dark'

interface ThemeState {
  theme: Theme
  /** what is really shown */
  shown: 'light' | 'dark'
}

const system = matchMedia('(prefers-color-scheme: dark)')

function shownFor(theme: Theme): 'light' | 'dark' {
  return theme === 'system' ? (system.matches ? 'dark' : 'light') : theme
}

const first = recall<Theme>('theme', 'system', oneOf('system', 'light', 'dark'))

export const useTheme = create<ThemeState>(() => ({ theme: first, shown: shownFor(first) }))

export function setTheme(theme: Theme): void {
  remember('theme', theme)
  apply(theme)
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  useTheme.setState({ theme, shown: shownFor(theme) })
}

/** Puts the remembered theme on the page and follows the system's. */
export function startTheme(): void {
  apply(first)
  system.addEventListener('change', () => apply(useTheme.getState().theme))
}
