import { describe, expect, it } from 'vitest'
import type { Command } from '../../../src-renderer/state/commands.ts'
import { chordOf, commandFor, keyCaps } from '../../../src-renderer/state/keys.ts'

const press = (key: string, held: { ctrl?: boolean; meta?: boolean; shift?: boolean; alt?: boolean } = {}): Parameters<typeof chordOf>[0] => ({
  key, ctrlKey: held.ctrl ?? false, metaKey: held.meta ?? false, shiftKey: held.shift ?? false, altKey: held.alt ?? false,
})
const command = (id: string, keys: string[], more: Partial<Command> = {}): Command => ({ id, title: id, group: 'Play', keys, run: () => undefined, ...more })

describe('keys', () => {
  it('should write chords as commands name them', () => {
    expect(chordOf(press(' '))).toBe('Space')
    expect(chordOf(press('ArrowLeft', { shift: true }))).toBe('Shift+ArrowLeft')
    expect(chordOf(press('k', { ctrl: true }))).toBe('Ctrl+K')
    expect(chordOf(press('k', { meta: true }))).toBe('Ctrl+K')
    expect(chordOf(press('?', { shift: true }))).toBe('?')
    expect(chordOf(press('B', { shift: true }))).toBe('Shift+B')
  })

  it('should find the command of a chord, the newest first, and only one that can run', () => {
    const commands = [command('first', ['B']), command('second', ['B'], { when: () => false }), command('third', ['B'])]
    expect(commandFor(commands, 'B', false)?.id).toBe('third')
    expect(commandFor(commands.slice(0, 2), 'B', false)?.id).toBe('first')
    expect(commandFor(commands, 'C', false)).toBeNull()
  })

  it('should leave plain keys to a field that is typed in', () => {
    const commands = [command('roll back', ['B']), command('palette', ['Ctrl+K']), command('run', ['Ctrl+Enter'], { whileTyping: true })]
    expect(commandFor(commands, 'B', true)).toBeNull()
    expect(commandFor(commands, 'Ctrl+K', true)?.id).toBe('palette')
    expect(commandFor(commands, 'Ctrl+Enter', true)?.id).toBe('run')
  })

  it('should show keys as they are on the keyboard', () => {
    expect(keyCaps('Shift+ArrowLeft')).toEqual(['Shift', '←'])
    expect(keyCaps('+')).toEqual(['+'])
    expect(keyCaps('Ctrl++')).toEqual(['Ctrl', '+'])
  })
})
