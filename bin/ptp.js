#!/usr/bin/env node
// Starts `ptp` on a Node that can run it: this one, or the one that came with the dependencies.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const bundle = path.join(path.dirname(fileURLToPath(import.meta.url)), '../out/main/ptp.js')

if (!existsSync(bundle)) {
  process.stderr.write('ptp: the workbench is not built yet\n     run `npm run build` once\n')
  process.exitCode = 1
} else if (Number(process.versions.node.split('.')[0]) >= 22) {
  await import(pathToFileURL(bundle).href)
} else {
  const node = bundledNode()
  if (node) {
    const { status, signal } = spawnSync(node, [bundle, ...process.argv.slice(2)], { stdio: 'inherit' })
    process.exitCode = status ?? (signal ? 1 : 0)
  } else {
    process.stderr.write(`ptp: needs Node 22 or later, this is ${process.versions.node}\n     install Node 24, or run \`npm install\` again\n`)
    process.exitCode = 1
  }
}

function bundledNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/node${process.platform === 'win32' ? '.exe' : ''}`)
  } catch {
    return null
  }
}
