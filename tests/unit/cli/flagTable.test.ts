import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { SETTING_FIELDS } from '../../../src-preload/contract/index.ts'
import { PUBLISHED_FLAGS, type PublishedFlag } from '../../support/publishedFlags.ts'
import { createProgram } from '../../../src-main/cli/program.ts'
import { givenSettings, plainBooleans } from '../../../src-main/cli/settingFlags.ts'

/** What a flag is given as in these tests, and what has to come of it. */
function sample({ kind, choices }: PublishedFlag): [text: string | null, value: unknown][] {
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

describe.each(PUBLISHED_FLAGS)('$flag', (row) => {
  const field = SETTING_FIELDS.find(({ flag }) => `--${flag}` === row.flag)

  it.each(sample(row))('should take %j', (text, value) => {
    const words = text === null ? [row.flag] : [row.flag, text]
    expect(parsed(row.command, ...words).get(field?.path ?? '')).toEqual(value)
  })

  it('should be there in the help of its command', () => {
    expect(commandOf(row.command).helpInformation()).toContain(` ${row.flag}`)
  })
})

describe('a flag with a value that is none', () => {
  it.each(PUBLISHED_FLAGS.filter(({ kind }) => ['int', 'float', 'enum', 'list'].includes(kind)))('should be refused by its name: $flag', (row) => {
    expect(() => parsed(row.command, row.flag, 'nonsense')).toThrow(new RegExp(`${row.flag}: expected`))
  })

  it.each(PUBLISHED_FLAGS.filter(({ kind }) => kind === 'int'))('should be refused with a fraction: $flag', (row) => {
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
