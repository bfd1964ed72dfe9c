import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../src-preload/contract/index.ts'
import { CommandBuffer, type CommandContext, type CommandSettings, type Removal } from '../../../src-main/run/policies/index.ts'

const HERE: CommandContext = { screen: 'overworld', location: 'FERNWAY', x: 3, y: 4 }

function buffer(changes: Partial<CommandSettings> = {}): { commands: CommandBuffer<string>; removals: Removal<string>[] } {
  const removals: Removal<string>[] = []
  return { removals, commands: new CommandBuffer<string>({ ...defaultSettings().command, ...changes }, (removal) => removals.push(removal)) }
}

describe('the command buffer', () => {
  it('should make the agent wait when it is full', () => {
    const { commands } = buffer({ buffer_size: 2 })
    const push = (act: string): boolean => commands.push({ act, context: HERE, plannedAt: 0 })
    expect([push('a'), push('b'), push('c')]).toEqual([true, true, false])
    expect(commands.next(HERE, 0)?.act).toBe('a')
    expect(push('c')).toBe(true)
  })

  it('should remove what waited too long, and say so', () => {
    const { commands, removals } = buffer({ timeout: 5 })
    commands.push({ act: 'old', context: HERE, plannedAt: 0 })
    commands.push({ act: 'new', context: HERE, plannedAt: 4000 })
    expect(commands.next(HERE, 5001)?.act).toBe('new')
    expect(removals).toMatchObject([{ reason: 'timeout', commands: [{ act: 'old' }] }])
    expect(removals[0]?.message).toContain('timed out')
  })

  it('should play commands of another state unless they are validated', () => {
    const moved = { ...HERE, x: 9 }
    const { commands, removals } = buffer()
    commands.push({ act: 'a', context: HERE, plannedAt: 0 })
    expect(commands.next(moved, 0)?.act).toBe('a')
    expect(removals).toEqual([])
  })

  it('should remove commands of another state when they are validated', () => {
    const { commands, removals } = buffer({ validate: true })
    commands.push({ act: 'a', context: HERE, plannedAt: 0 })
    commands.push({ act: 'b', context: { ...HERE, x: 9 }, plannedAt: 0 })
    commands.push({ act: 'c', context: null, plannedAt: 0 })
    expect(commands.next({ ...HERE, x: 9 }, 0)?.act).toBe('b')
    expect(commands.next({ ...HERE, x: 10 }, 0)?.act).toBe('c')
    expect(removals).toMatchObject([{ reason: 'invalid', message: 'Command may be invalid: x was 3, is 9' }])
  })

  it('should remove stale commands when they are validated, and only tell of them otherwise', () => {
    const strict = buffer({ validate: true, stale_threshold: 1 })
    strict.commands.push({ act: 'a', context: HERE, plannedAt: 0 })
    expect(strict.commands.next(HERE, 1001)).toBeNull()
    expect(strict.removals).toMatchObject([{ reason: 'stale' }])
    const lenient = buffer({ stale_threshold: 1 })
    lenient.commands.push({ act: 'a', context: HERE, plannedAt: 0 })
    const command = lenient.commands.next(HERE, 1001)
    expect(command?.act).toBe('a')
    if (!command) return
    expect([lenient.commands.isNewlyStale(command, 1001), lenient.commands.isNewlyStale(command, 1002)]).toEqual([true, false])
  })

  it('should be cleared as soon as a battle is met', () => {
    const { commands, removals } = buffer()
    for (const act of ['a', 'b', 'c']) commands.push({ act, context: HERE, plannedAt: 0 })
    expect(commands.battle({ met: true, onScreen: false })).toBe(3)
    expect(removals).toMatchObject([{ reason: 'battle', message: 'Battle started, cleared 3 queued commands' }])
    expect(commands.next(HERE, 0)).toBeNull()
  })

  it('should go on until the battle is on the screen when it is not interrupted', () => {
    const { commands } = buffer({ interrupt_battle: false })
    for (const act of ['a', 'b']) commands.push({ act, context: HERE, plannedAt: 0 })
    expect(commands.battle({ met: true, onScreen: false })).toBe(0)
    expect(commands.next(HERE, 0)?.act).toBe('a')
    expect(commands.battle({ met: true, onScreen: true })).toBe(1)
  })

  it('should give back what was played, the newest first, as far as it remembers', () => {
    const { commands, removals } = buffer({ rollback_history: 3, buffer_size: 100 })
    for (const act of ['a', 'b', 'c', 'd', 'e']) commands.push({ act, context: HERE, plannedAt: 0 })
    for (let i = 0; i < 4; i++) {
      const command = commands.next(HERE, 0)
      if (command) commands.played(command)
    }
    expect(commands.history).toBe(3)
    expect(commands.rollback(2).map(({ act }) => act)).toEqual(['d', 'c'])
    expect(removals).toMatchObject([{ reason: 'rollback', commands: [{ act: 'e' }] }])
    expect(commands.rollback(9).map(({ act }) => act)).toEqual(['b'])
  })
})
