import { createRoot } from 'react-dom/client'
import { installTransport } from '../../../src-renderer/api/transport.ts'
import { App } from '../../../src-renderer/App.tsx'
import { FakeTransport } from '../fakeTransport.ts'

// The page with a made-up engine: `?ticks=1000000` for the length of the recorded run, `?empty` for none.
const asked = new URLSearchParams(location.search)
installTransport(new FakeTransport({ ticks: Number(asked.get('ticks') ?? 12_480), empty: asked.has('empty') }))
const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<App />)
