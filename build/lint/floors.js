import path from 'node:path'

/**
 * The floors of the house, lowest first. A room may import from lower floors only (rooms of one
 * floor do not know each other), and from another room only through its index.ts.
 */
const FLOORS = [
  ['contract', 'version'],
  ['places', 'wholeFile', 'isAlive'],
  ['emulator', 'game', 'script', 'snapshot', 'recorder', 'page', 'settings'],
  ['run', 'pool', 'gym'],
  ['agent', 'experiment', 'analytics', 'tournament', 'session'],
  ['lab'],
  ['workbench'],
  ['api'],
  ['ipc', 'dashboard'],
  ['shell', 'cli'],
  ['main'],
]
const floorOf = new Map(FLOORS.flatMap((rooms, floor) => rooms.map((room) => [room, floor])))

/** @returns the room a file belongs to, or null outside the house (tests, build…) */
function roomOf(file) {
  const parts = file.split('/')
  if (parts[0] === 'src-preload') return parts[1] === 'contract' ? 'contract' : 'bridge'
  if (parts[0] === 'src-renderer') return 'renderer'
  if (parts[0] !== 'src-main') return null
  return parts.length === 2 ? parts[1].replace(/\.ts$/, '') : parts[1]
}

/** @returns why `from` may not import `to`, or null */
export function breach(from, to) {
  const here = roomOf(from)
  const there = roomOf(to)
  if (here === null || here === there) return null
  if (there === null) return `${here} imports ${to}, which is outside the house`
  if (here === 'renderer' || here === 'bridge') {
    return there === 'contract' ? null : `${here} stands on the contract alone, not on ${there}`
  }
  const own = floorOf.get(here)
  const other = floorOf.get(there)
  if (own === undefined) return `${from}: a room with no floor; give it one in build/lint/floors.js`
  if (other === undefined) return `${to}: a room with no floor; give it one in build/lint/floors.js`
  if (other >= own) return `${here} (floor ${own}) may not import ${there} (floor ${other})`
  const isFace = !to.slice('src-main/'.length).includes('/') || to.endsWith('/index.ts')
  return isFace ? null : `${there} is entered through its index.ts, not through ${to}`
}

export const floors = {
  meta: { type: 'problem', schema: [], messages: { breach: '{{why}}' } },
  create(context) {
    const root = context.cwd
    const from = path.relative(root, context.filename).replaceAll('\\', '/')
    const check = (node) => {
      const source = node.source?.value
      if (typeof source !== 'string' || !source.startsWith('.')) return
      const to = path.posix.normalize(path.posix.join(path.posix.dirname(from), source.split('?')[0]))
      const why = breach(from, to)
      if (why) context.report({ node: node.source, messageId: 'breach', data: { why } })
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check }
  },
}
