import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandTree, type CommandFacts } from '../../../src-main/cli/commandTree.ts'
import { completionScript } from '../../../src-main/cli/completion.ts'
import { manPage } from '../../../src-main/cli/man.ts'
import { createProgram } from '../../../src-main/cli/program.ts'
import { configTemplate, parseConfig, settingsReference } from '../../../src-main/settings/index.ts'

const tree = commandTree(createProgram())
let dir: string

beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'ptp-cli-'))
})

afterAll(() => rmSync(dir, { recursive: true, force: true }))

function leaves(command: CommandFacts): CommandFacts[] {
  return command.commands.length > 0 ? command.commands.flatMap(leaves) : [command]
}

function has(tool: string): boolean {
  return spawnSync('which', [tool]).status === 0
}

describe('help', () => {
  it('should group the flags of ptp run by what they concern, what is played first and the system last', () => {
    const run = createProgram().commands.find((each) => each.name() === 'run')
    const headings = [...(run?.helpInformation() ?? '').matchAll(/^([A-Z][A-Za-z ]+):$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual(['What is played', 'Tick rate', 'Screenshots', 'Command buffer', 'Limits', 'Snapshots', 'Experiments', 'System'])
  })

  it('should say something of every command and every flag', () => {
    for (const command of leaves(tree)) {
      expect(command.description, command.path.join(' ')).not.toBe('')
      for (const { long, description } of command.flags) expect(description, `${command.path.join(' ')} ${long}`).not.toBe('')
    }
  })

  it('should give every command a group', () => {
    expect(tree.commands.filter(({ group }) => group === '' || group === 'Commands:').map(({ path: words }) => words.join(' '))).toEqual([])
  })
})

describe('completion in bash', () => {
  function complete(...line: string[]): string[] {
    const script = path.join(dir, 'ptp.bash')
    writeFileSync(script, completionScript('bash', tree))
    const quoted = line.map((word) => `'${word}'`).join(' ')
    const program = `source ${script}; COMP_WORDS=(${quoted}); COMP_CWORD=${line.length - 1}; _ptp; printf '%s\\n' "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', program], { encoding: 'utf8' }).split('\n').filter((word) => word !== '')
  }

  it('should offer commands and subcommands', () => {
    expect(complete('ptp', 'sna')).toEqual(['snapshot'])
    expect(complete('ptp', 'snapshot', 're')).toEqual(['restore'])
    expect(complete('ptp', 'completion', 'f')).toEqual(['fish'])
  })

  it('should offer the flags of the command at hand', () => {
    expect(complete('ptp', 'run', '--tick-rate-b')).toEqual(['--tick-rate-base', '--tick-rate-battle', '--tick-rate-budget', '--tick-rate-budget-limit'])
    expect(complete('ptp', 'verify', '--tick-rate-b')).toEqual([])
  })

  it('should offer the words a flag takes', () => {
    expect(complete('ptp', 'run', '--on-limit', 'save')).toEqual(['save-and-exit', 'save-only'])
  })

  it('should know an alias', () => {
    expect(complete('ptp', 'dashboard', '--po')).toEqual(['--port'])
  })
})

describe('completion in other shells', () => {
  it.each(['zsh', 'fish'] as const)('should name every command and flag: %s', (shell) => {
    const script = completionScript(shell, tree)
    for (const { path: words, flags } of leaves(tree)) {
      expect(script).toContain(words.at(-1) ?? '')
      for (const { long } of flags) expect(script).toContain(shell === 'fish' ? `-l ${long.slice(2)}` : `${long}[`)
    }
  })

  it.each(['zsh', 'fish'] as const)('should be accepted by the shell itself where it is installed: %s', (shell) => {
    if (!has(shell)) return
    const file = path.join(dir, `ptp.${shell}`)
    writeFileSync(file, completionScript(shell, tree))
    expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('the man page', () => {
  const page = manPage(tree, '1.0')

  it('should have every command and flag', () => {
    for (const { path: words, flags } of leaves(tree)) {
      expect(page).toContain(`.SS ptp ${words.join(' ').replaceAll('-', '\\-')}`)
      for (const { long } of flags) expect(page).toContain(long.replaceAll('-', '\\-'))
    }
  })

  it('should have no line that roff would take for an order', () => {
    const orders = page.split('\n').filter((line) => line.startsWith('.') || line.startsWith("'")).map((line) => line.split(' ')[0])
    expect(new Set(orders)).toEqual(new Set(['.TH', '.SH', '.SS', '.PP', '.TP', '.B', '.I']))
  })

  it('should be set without a complaint where groff is installed', () => {
    if (!has('groff')) return
    expect(spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], { input: page, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('docs/settings.md', () => {
  it('should be what the settings are', async () => {
    await expect(settingsReference()).toMatchFileSnapshot('../../../docs/settings.md')
  })
})

describe('the config file that ptp config init writes', () => {
  it('should be valid, and say nothing until something is uncommented', () => {
    expect([...parseConfig(configTemplate(), 'ptp.yaml').values.keys()]).toEqual([])
  })

  it('should be valid with everything uncommented', () => {
    const all = configTemplate().split('\n').map((line) => line.replace(/^( {2})# ([a-z_]+:.*)$/, '$1$2')).join('\n')
    const config = parseConfig(all, 'ptp.yaml')
    expect(config.values.size).toBeGreaterThan(55)
    expect(config.values.get('tick_rate.normal')?.value).toBe(10)
  })
})
