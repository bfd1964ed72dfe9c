import { dialog, Menu, shell, type MenuItemConstructorOptions } from 'electron'
import type { Desk } from '../api/index.ts'
import { showError } from './messages.ts'
import { openRun } from './openedFiles.ts'

const isMac = process.platform === 'darwin'
const line: MenuItemConstructorOptions = { type: 'separator' }

/** The application's menu, as each platform has it. @param home folder where runs are kept */
export function setupMenu(desk: Pick<Desk, 'call' | 'show'>, home: string): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template(desk, home)))
}

function template(desk: Pick<Desk, 'call' | 'show'>, home: string): MenuItemConstructorOptions[] {
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { id: 'open-run', label: 'Open Run…', accelerator: 'CmdOrCtrl+O', click: () => attempt(() => chooseRun(desk)) },
        { id: 'add-game', label: 'Add Game…', click: () => attempt(() => addGame(desk)) },
        line,
        { id: 'show-home', label: isMac ? 'Show Runs in Finder' : 'Show Folder of Runs', click: () => attempt(() => showFolder(home)) },
        line,
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        line,
        { role: 'togglefullscreen' },
        line,
        { role: 'reload' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
    ...(isMac ? [] : [{ label: '&Help', submenu: [{ role: 'about' } as const] }]),
  ]
}

async function chooseRun(desk: Pick<Desk, 'call' | 'show'>): Promise<void> {
  const { filePaths } = await dialog.showOpenDialog({
    title: 'Open a run',
    properties: ['openFile'],
    filters: [{ name: 'Runs', extensions: ['ptprun'] }, { name: 'All files', extensions: ['*'] }],
  })
  for (const path of filePaths) await openRun(desk, path)
}

async function addGame(desk: Pick<Desk, 'call'>): Promise<void> {
  const { filePaths } = await dialog.showOpenDialog({
    title: 'Add games',
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: 'Game Boy ROMs', extensions: ['gb', 'gbc'] }],
  })
  for (const path of filePaths) await desk.call('games.add', { path })
}

async function showFolder(home: string): Promise<void> {
  const refusal = await shell.openPath(home)
  if (refusal !== '') throw new Error(`${home} could not be shown: ${refusal}`)
}

function attempt(work: () => Promise<void>): void {
  work().catch(showError)
}
