import base from '../../electron.vite.config.ts'

/** The engine alone: what the command line needs, without the window. */
export default { main: typeof base === 'object' && 'main' in base ? base.main : {} }
