import { app, session } from 'electron'
import { isOwnPage } from '../ipc/index.ts'

/** The page copies paths for the person; it needs nothing else of the system. */
const GRANTED = new Set(['clipboard-sanitized-write'])

/** No page but ours in any window, no further windows, no permissions, no downloads. */
export function setupLockdown(): void {
  app.on('web-contents-created', (_, contents) => {
    const stay = (event: { preventDefault(): void; url: string }): void => {
      if (!isOwnPage(event.url)) event.preventDefault()
    }
    contents.on('will-navigate', stay)
    contents.on('will-redirect', stay)
    contents.on('will-frame-navigate', stay)
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((contents, permission, answer) => answer(GRANTED.has(permission) && isOwnPage(contents.getURL())))
  defaultSession.setPermissionCheckHandler((contents, permission) => GRANTED.has(permission) && contents !== null && isOwnPage(contents.getURL()))
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.on('will-download', (event) => event.preventDefault())
}
