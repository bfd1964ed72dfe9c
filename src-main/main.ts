import { app, BrowserWindow } from 'electron'
import path from 'node:path'

void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false } })
  void window.loadFile(path.join(import.meta.dirname, '../renderer/index.html'))
})
