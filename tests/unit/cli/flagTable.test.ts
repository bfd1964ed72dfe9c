import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { SETTING_FIELDS } from '../../../src-preload/contract/index.ts'
import { createProgram } from '../../../src-main/cli/program.ts'
import { givenSettings, plainBooleans } from '../../../src-main/cli/settingFlags.ts'

/** The published table of flags: name, type, default; `|` parts the words of an enum. */
const TABLE = {
  'run tick rate': `
    --tick-rate-base int 10
    --tick-rate-battle int 2
    --tick-rate-timeout int 30
    --tick-rate-adaptive bool False
    --tick-rate-budget enum None hourly|daily|run
    --tick-rate-budget-limit float None`,
  'run screenshots': `
    --screenshot-interval int 100
    --screenshot-battle-turn int 1
    --screenshot-on-error int 1
    --screenshot-on-change bool False
    --screenshot-quality int 85
    --screenshot-max-storage float 50.0
    --screenshot-async bool False
    --screenshot-compress bool False`,
  'run command buffer': `
    --command-buffer-size int 10
    --command-timeout int 5
    --command-validate bool False
    --command-rollback-history int 100
    --command-interrupt-battle bool True
    --command-stale-threshold int 2`,
  'run limits': `
    --max-time int None
    --max-ticks int None
    --max-cost float None
    --max-pokemon-caught int None
    --max-badges int None
    --max-level int None
    --on-limit enum save-and-exit save-and-exit|save-only|abort
    --limit-grace-period int 30`,
  'run snapshots': `
    --snapshot-memory int 10
    --snapshot-disk int 1000
    --snapshot-on-event list [] catch|battle|badge|death
    --snapshot-max-disk float 20.0
    --snapshot-compress bool False
    --snapshot-validate bool False
    --rollback-on-error bool False
    --rollback-grace int 3
    --snapshot-share bool False
    --snapshot-name str None`,
  'experiment experiments': `
    --experiment-name str default
    --parallel-workers int 1
    --sequential-retry int 3
    --parallel-memory-limit float 8.0
    --parallel-api-rate-limit int 100
    --aggregate-stats bool False
    --fail-mode enum continue continue|fast-fail|retry
    --checkpoint-frequency int 10000
    --resume-from str None
    --experiment-config str None
    --export-results bool False
    --results-format enum json json|csv|parquet`,
  'run system': `
    -v,--verbose bool False
    -q,--quiet bool False
    --log-file str None
    --config-file str None
    --random-seed int None`,
} as const

interface Row {
  command: string
  short: string | null
  flag: string
  kind: string
  fallback: unknown
  choices: string[]
}

const rows: Row[] = Object.entries(TABLE).flatMap(([title, text]) =>
  text.trim().split('\n').map((line) => {
    const [names = '', kind = '', fallback = '', choices = ''] = line.trim().split(/\s+/)
    const [short, long] = names.includes(',') ? names.split(',') : [null, names]
    return { command: title.split(' ')[0] ?? '', short: short ?? null, flag: long ?? '', kind, fallback: valueOf(fallback), choices: choices === '' ? [] : choices.split('|') }
  }),
)

function valueOf(text: string): unknown {
  if (text === 'None') return null
  if (text === '[]') return []
  if (text === 'True' || text === 'False') return text === 'True'
  return Number.isNaN(Number(text)) ? text : Number(text)
}

/** What a flag is given as in these tests, and what has to come of it. */
function sample({ kind, choices }: Row): [text: string | null, value: unknown][] {
  switch (kind) {
    case 'int':
      return [['7', 7]]
    case 'float':
      return [['2.5', 2.5]]
    case 'bool':
      return [[null, true], ['True', true], ['False', false]]
    case 'enum':
      return choices.map((choice) => [choice, choice])
    case 'list':
      return [[choices.join(','), choices], [choices[0] ?? '', choices.slice(0, 1)]]
    default:
      return [['some-name', 'some-name']]
  }
}

function commandOf(name: string): Command {
  const words = name === 'run' ? ['run'] : ['experiment', 'run']
  return words.reduce((here, word) => here.commands.find((each) => each.name() === word) ?? here, createProgram())
}

/** Reads flags without carrying the command out. @returns the settings among them */
function parsed(name: string, ...args: string[]): Map<string, unknown> {
  const command = commandOf(name)
  expect(command.parseOptions(plainBooleans(args)).unknown).toEqual([])
  return new Map([...givenSettings(command.opts())].map(([path, { value }]) => [path, value]))
}

describe.each(rows)('$flag', (row) => {
  const field = SETTING_FIELDS.find(({ flag }) => `--${flag}` === row.flag)

  it('should be of the published type and default', () => {
    expect(field).toMatchObject({ kind: row.kind, default: row.fallback })
    if (row.short !== null) expect(`-${field?.short ?? ''}`).toBe(row.short)
    for (const choice of row.choices) expect(field?.choices).toContain(choice)
  })

  it.each(sample(row))('should take %j', (text, value) => {
    const words = text === null ? [row.flag] : [row.flag, text]
    expect(parsed(row.command, ...words).get(field?.path ?? '')).toEqual(value)
  })

  it('should be there in the help of its command', () => {
    expect(commandOf(row.command).helpInformation()).toContain(` ${row.flag}`)
  })
})

describe('a flag with a value that is none', () => {
  it.each(rows.filter(({ kind }) => ['int', 'float', 'enum', 'list'].includes(kind)))('should be refused by its name: $flag', (row) => {
    expect(() => parsed(row.command, row.flag, 'nonsense')).toThrow(new RegExp(`${row.flag}: expected`))
  })

  it.each(rows.filter(({ kind }) => kind === 'int'))('should be refused with a fraction: $flag', (row) => {
    expect(() => parsed(row.command, row.flag, '1.5')).toThrow(/expected a whole number/)
  })
})

describe('a boolean', () => {
  it('should not swallow the word after it', () => {
    expect(plainBooleans(['run', '--verbose', 'other', '--tick-rate-adaptive', 'False', '--snapshot-share=true', '--', '--verbose', 'True'])).toEqual([
      'run', '--verbose', 'other', '--no-tick-rate-adaptive', '--snapshot-share', '--', '--verbose', 'True',
    ])
    expect(() => createProgram().parse(['node', 'ptp', 'run', '--command-validate', 'maybe'])).toThrow(/too many arguments/)
  })

  it('should leave the values of other flags alone', () => {
    expect(plainBooleans(['--snapshot-name', 'True'])).toEqual(['--snapshot-name', 'True'])
  })
})
