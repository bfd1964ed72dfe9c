import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { BrowserTransport, socketUrl, takeToken } from './api/browserTransport.ts'
import { desktopTransport } from './api/desktopTransport.ts'
import { installTransport } from './api/transport.ts'
import { setConnectionStatus } from './state/connection.ts'

installTransport(desktopTransport() ?? new BrowserTransport(socketUrl(takeToken()), setConnectionStatus))

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no element #root.')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
