import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { SETTING_FIELDS } from '../../../src-preload/contract/index.ts'
import { PUBLISHED_FLAGS } from '../../support/publishedFlags.ts'

/** Which test shows what each flag does to a run, by its file and the end of its title. */
const SHOWN: Record<string, [file: string, title: string]> = {
  '--tick-rate-base': ['integration/policies', 'should hold a model to it without being asked'],
  '--tick-rate-battle': ['integration/policies', 'should play battles at their own rate'],
  '--tick-rate-timeout': ['integration/policies', 'should stop a run in which nothing changes any more'],
  '--tick-rate-adaptive': ['integration/policies', 'should follow the time that decisions take when it is adaptive'],
  '--tick-rate-budget': ['integration/policies', 'should count what the day has spent in earlier sittings, and begin anew the next day'],
  '--tick-rate-budget-limit': ['integration/policies', 'should warn when the budget is exceeded, slow down, and end when the grace period is over'],
  '--screenshot-interval': ['integration/flags', 'should picture every so many ticks, and none at 0'],
  '--screenshot-battle-turn': ['integration/pictures', 'should take so many pictures for a turn as asked for'],
  '--screenshot-on-error': ['integration/flags', 'should picture the error and what follows, so many in all, and none at 0'],
  '--screenshot-on-change': ['integration/flags', 'should picture each transition of screen or location, and nothing else'],
  '--screenshot-quality': ['integration/flags', 'should make the files larger or smaller'],
  '--screenshot-max-storage': ['integration/pictures', 'should stay within their storage: the oldest are compressed, then deleted, and that is said'],
  '--screenshot-async': ['integration/pictures', 'should lose none unless they are asynchronous, and say how many it lost then'],
  '--screenshot-compress': ['integration/pictures', 'should compress old ones when asked to'],
  '--command-buffer-size': ['integration/policies', 'should let an agent plan so far ahead and no farther'],
  '--command-timeout': ['integration/policies', 'should take out what has waited too long, and warn of what is stale'],
  '--command-validate': ['integration/policies', 'should take out what was planned for another state when commands are validated'],
  '--command-rollback-history': ['integration/policies', 'should take back commands as far as its history goes'],
  '--command-interrupt-battle': ['integration/policies', 'should be cleared: at its first sign, or once it is there; --command-interrupt-battle %s'],
  '--command-stale-threshold': ['integration/policies', 'should take out what has waited too long, and warn of what is stale'],
  '--max-time': ['integration/policies', 'should end the run after so many seconds'],
  '--max-ticks': ['integration/policies', 'should end the run at the very tick: %s'],
  '--max-cost': ['integration/policies', 'should end the run once it has cost too much'],
  '--max-pokemon-caught': ['integration/policies', 'should end the run at the very tick: %s'],
  '--max-badges': ['integration/policies', 'should end the run at the very tick: %s'],
  '--max-level': ['integration/policies', 'should end the run at the very tick: %s'],
  '--on-limit': ['integration/policies', 'should end as --on-limit %s says'],
  '--limit-grace-period': ['integration/policies', 'should let a model finish what it has planned within the grace period, and no more'],
  '--snapshot-memory': ['integration/policies', 'should be sought from memory first, as many as are to be kept there'],
  '--snapshot-disk': ['integration/flags', 'should make one every so many ticks, at any speed, and none at 0'],
  '--snapshot-on-event': ['integration/policies', 'should be named for their events'],
  '--snapshot-max-disk': ['integration/flags', 'should keep the folder within its size, and the table true'],
  '--snapshot-compress': ['integration/policies', 'should come at the interval asked for, smaller when they are compressed, and be readable both ways'],
  '--snapshot-validate': ['integration/flags', 'should take out what does not restore, say so, and go on without it'],
  '--rollback-on-error': ['integration/policies', 'should go on after an error that does not come back'],
  '--rollback-grace': ['integration/policies', 'should be gone back to on an error, a little further each time, until the same error came three times'],
  '--snapshot-share': ['integration/rest', 'should give out the files of its snapshots only where it shares them'],
  '--snapshot-name': ['integration/policies', 'should have the last one named'],
  '--experiment-name': ['integration/cliSettings', 'should play the bundled demo when nobody says what, and keep group, seed and the name of its end'],
  '--parallel-workers': ['unit/experiment/limits', 'should be given in order, fewer at a time once fewer are allowed, and more again'],
  '--sequential-retry': ['integration/experiment', 'should try again with retry, and then stop'],
  '--parallel-memory-limit': ['integration/experiment', 'should play fewer runs at a time when memory is short, stop when even one takes too much, and go on with more'],
  '--parallel-api-rate-limit': ['integration/askedAgent', 'should get no more calls a minute from all workers together than --parallel-api-rate-limit says, the others wait'],
  '--aggregate-stats': ['integration/experiment', 'should play the bundled demo, and play it again bit for bit, whatever the workers'],
  '--fail-mode': ['integration/experiment', 'should stop at once with fast-fail'],
  '--checkpoint-frequency': ['integration/experiment', 'should go on after kill -9, with every finished run kept and the same results in the end'],
  '--resume-from': ['integration/experiment', 'should go on after kill -9, with every finished run kept and the same results in the end'],
  '--experiment-config': ['integration/cliSettings', 'should take the settings of an experiment'],
  '--export-results': ['integration/experiment', 'should export results that others can read, with the configuration inside'],
  '--results-format': ['integration/experiment', 'should export results that others can read, with the configuration inside'],
  '--verbose': ['integration/cliSettings', 'should write its log to a file, also when it is quiet, and more of it when it is verbose'],
  '--quiet': ['integration/cliSettings', 'should write its log to a file, also when it is quiet, and more of it when it is verbose'],
  '--log-file': ['integration/cliSettings', 'should write its log to a file, also when it is quiet, and more of it when it is verbose'],
  '--config-file': ['integration/cliSettings', 'should say of every value where it comes from'],
  '--random-seed': ['integration/randomAgent', 'should be the same for the same seed, tick for tick'],
}

describe.each(PUBLISHED_FLAGS)('$flag', (row) => {
  const field = SETTING_FIELDS.find(({ flag }) => `--${flag}` === row.flag)

  it('should be of the published type and default', () => {
    expect(field).toMatchObject({ kind: row.kind, default: row.fallback })
    if (row.short !== null) expect(`-${field?.short ?? ''}`).toBe(row.short)
    for (const choice of row.choices) expect(field?.choices).toContain(choice)
  })

  it('should be shown to do something to a run', () => {
    const [file, title] = SHOWN[row.flag] ?? []
    const text = readFileSync(fileURLToPath(new URL(`../../${file ?? 'none'}.test.ts`, import.meta.url)), 'utf8')
    expect(text).toContain(`'${title ?? ''}'`)
  })
})

it('should know of no published flag twice, and of 55 in all', () => {
  expect(new Set(PUBLISHED_FLAGS.map(({ flag }) => flag)).size).toBe(PUBLISHED_FLAGS.length)
  expect(PUBLISHED_FLAGS).toHaveLength(55)
})
