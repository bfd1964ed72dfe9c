import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lintProfile, loadProfileFile } from '../../../src-main/game/index.ts'
import { PROFILE_DIR, questMemory } from './fixtures.ts'

const quest = loadProfileFile(join(PROFILE_DIR, 'pocket-quest.json'))

function mistakes(meanings: string): string[] {
  const text = `{ "format": "ptp-profile", "version": 1, "id": "test", "name": "Test", "match": {},
"timing": { "hold": 4, "gap": 8, "stepHold": 6, "stepMax": 48, "step": 17, "poll": 1 },
"variables": { "map": { "type": "|u1", "address": 1 } }, "state": { "screen": [] },
"tiles": { "cell": 2, "player": "map", "meanings": ${meanings} } }`
  return lintProfile(text, 'test.json').map(({ line, severity, message }) => `${line} ${severity} ${message}`)
}

describe('what tiles mean', () => {
  it('should depend on the place whose tiles are loaded', () => {
    const indoors = quest.tiles?.meanings(questMemory().observed(quest))
    const outdoors = quest.tiles?.meanings(questMemory().put(0xc010, 0).observed(quest))
    expect([indoors?.get(0x01), outdoors?.get(0x01), outdoors?.get(0x06)]).toEqual(['floor', 'water', 'tall grass'])
    expect([indoors?.get(0x95), outdoors?.get(0xe0)]).toEqual(['text', 'border'])
  })

  it('should be known of text alone in a battle, whose pictures lie where the tiles of maps are', () => {
    const fight = quest.tiles?.meanings(questMemory().put(0xc005, 10).observed(quest))
    expect([fight?.has(0x01), fight?.get(0x95)]).toEqual([false, 'text'])
  })

  it.each([
    ['an id twice', '[{ "ids": { "0x01-0x05": "a", "0x05": "b" } }]', '4 error tile 0x05 of "0x05" is in "0x01-0x05" already'],
    ['a range the wrong way round', '[{ "ids": { "0x09-0x05": "a" } }]', '4 error "0x09-0x05" ends before it begins'],
    ['a condition over what is not there', '[{ "when": { "mup": 1 }, "ids": { "0x01": "a" } }]', '4 error there is no variable "mup"'],
    ['an id that is none', '[{ "ids": { "5": "a" } }]', '4 error "5" is no good name in tiles.meanings[0].ids'],
  ])('should be refused with %s', (_, meanings, message) => {
    expect(mistakes(meanings)).toContain(message)
    expect(mistakes('[{ "when": { "map": [1, 2] }, "ids": { "0x01-0x05": "a", "0x06": "b" } }]')).toEqual([])
  })
})
