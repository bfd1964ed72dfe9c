import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findProfile, lintProfile, listProfiles, loadProfileFile } from '../../../src-main/game/index.ts'
import { parseJsonTree, plainValue } from '../../../src-main/game/jsonTree.ts'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { PROFILE_DIR } from './fixtures.ts'

const HEAD = `{
  "format": "ptp-profile", "version": 1, "id": "test", "name": "Test", "match": {},
  "timing": { "hold": 4, "gap": 8, "stepHold": 6, "stepMax": 48, "step": 17, "poll": 1 },
  "tables": { "items": { "1": "ORB" }, "modes": { "0": "title", "1": "battle" } },
`
/** The profile with these lines from line 5 on. */
function profile(variables: string, state = '"screen": []'): string {
  return `${HEAD}  "variables": {\n${variables}\n  },\n  "state": { ${state} }\n}\n`
}

function found(text: string): string[] {
  return lintProfile(text, 'test.json').map(({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`)
}

describe('checking a profile', () => {
  it.each(['pocket-quest.json', 'pokemon-red.json'])('should find nothing wrong with %s', (file) => {
    expect(lintProfile(readFileSync(join(PROFILE_DIR, file), 'utf8'), file)).toEqual([])
  })

  it('should find nothing wrong with a small one', () => {
    expect(found(profile('"steps": { "type": "<u2", "address": "0xC000" }'))).toEqual([])
  })

  it.each([
    ['a bad type', '"a": { "type": "<u9", "address": 1 }', '6:16 error "<u9" is no type'],
    ['a type without byte order', '"a": { "type": "|u2", "address": 1 }', '6:16 error "|u2" has 2 bytes and needs a byte order: "<" low byte first, ">" high byte first'],
    ['an integer that is too wide', '"a": { "type": "<u8", "address": 1 }', '6:16 error "<u8" is too wide: integers have 1 to 4 bytes'],
    ['no type', '"a": { "address": 1 }', '6:6 error the variable "a" has no type'],
    ['a word that means nothing', '"a": { "type": "|u1", "address": 1, "adress": 2 }', '6:37 error "adress" means nothing in variables.a'],
    ['an unknown table', '"a": { "type": "|u1", "address": 1, "table": "itmes" }', '6:46 error there is no table "itmes"'],
    ['an unknown encoding', '"a": { "type": "text", "address": 1, "length": 4, "encoding": "asci" }', '6:63 error there is no encoding "asci"'],
    ['an address out of range', '"a": { "type": "<u2", "address": "0xFFFF" }', '6:34 error "a" reaches past 0xFFFF'],
    ['a name twice', '"a": { "type": "|u1", "address": 1 },\n"a": { "type": "|u1", "address": 2 }', '7:1 error the name "a" stands here twice'],
    ['a reserved name', '"hp": { "type": "|u1", "address": 1 }', '6:1 error "hp" is a name of the game state and no variable can have it'],
    ['a field of the wrong type', '"badges": { "type": "|u1", "address": 1 }', '6:21 error "badges" fills a field of the game state and cannot be of type number'],
    ['an overlap', '"a": { "type": "<u2", "address": 1 },\n"b": { "type": "|u1", "address": 2 }', '7:1 error "b" lies over "a" at 0x2'],
    ['a missing count', '"inventory": { "type": "pairs", "address": 1, "max": 4, "table": "items", "count": "bag" }', '6:84 error there is no variable "bag"'],
  ])('should tell the place of %s', (_, variables, expected) => {
    expect(found(profile(variables))).toContain(expected)
  })

  it('should let bits of one byte and shared variables lie over each other', () => {
    const bits = '"a": { "type": "bit", "address": 1, "bit": 0 },\n"b": { "type": "bit", "address": 1, "bit": 1 },\n"c": { "type": "|u1", "address": 1, "shared": true }'
    expect(found(profile(bits))).toEqual([])
  })

  it('should tell of rules over what is not there, and what was meant', () => {
    const text = profile('"mode": { "type": "|u1", "address": 1, "table": "modes" }', '"screen": [{ "when": { "mdoe": 1 }, "is": "title" }, { "when": { "mode": "batle" }, "is": "battle" }]')
    const [first, second] = lintProfile(text, 'test.json')
    expect(first).toMatchObject({ line: 8, column: 37, message: 'there is no variable "mdoe"', suggestion: '"mode"' })
    expect(second).toMatchObject({ line: 8, message: '"mode" is never "batle"', suggestion: '"battle"' })
  })

  it('should tell of a screen there is not', () => {
    expect(found(profile('', '"screen": [{ "when": {}, "is": "lobby" }]'))[0]).toMatch(/^8:45 error state\.screen\[0\]\.is: /)
  })

  it('should refuse rules that go round in a circle', () => {
    const rules = '"a": { "type": "rules", "rules": [{ "when": { "a": "x" }, "is": "x" }], "otherwise": "y" }'
    expect(found(profile(rules))[0]).toMatch(/"a" stands below these rules/)
  })

  it.each([
    ['{ "id": 1, }', 1, 12, 'a name in double quotes'],
    ['{\n  "id" 1\n}', 2, 8, 'a colon'],
    ['[1 2]', 1, 4, 'a comma or ]'],
    ['{ "id": "x', 1, 9, 'a double quote at its end'],
    ['{ "id": tru }', 1, 9, 'a value: "text", a number, true, false, null, { or ['],
    ['', 1, 1, 'a value: "text", a number, true, false, null, { or ['],
    ['{} {}', 1, 4, 'the end of the file'],
  ])('should tell where %j is no JSON', (text, line, column, expected) => {
    expect(lintProfile(text, 'test.json')).toEqual([expect.objectContaining({ line, column, expected, severity: 'error' })])
  })

  it('should read JSON as JSON.parse does', () => {
    fc.assert(fc.property(fc.json(), (text) => {
      expect(plainValue(parseJsonTree(text))).toEqual(JSON.parse(text))
    }))
  })

  it('should survive any text, with a place inside it', () => {
    const good = readFileSync(join(PROFILE_DIR, 'pocket-quest.json'), 'utf8')
    const cut = fc.tuple(fc.nat(good.length), fc.nat(40), fc.string()).map(([at, length, insert]) => good.slice(0, at) + insert + good.slice(at + length))
    fc.assert(fc.property(fc.oneof(fc.string(), cut), (text) => {
      for (const { from, to, line, column } of lintProfile(text, 'test.json')) {
        expect(from).toBeLessThanOrEqual(to)
        expect(to).toBeLessThanOrEqual(text.length)
        const before = text.slice(0, from).split('\n')
        expect([line, column]).toEqual([before.length, (before.at(-1)?.length ?? 0) + 1])
      }
    }), { numRuns: 200 })
  })
})

describe('finding a profile', () => {
  it('should know a ROM by its hash, by its title, or not at all', () => {
    expect(findProfile({ sha1: 'ea9bcae617fdf159b045185467ae58b2e4a48b9a' }, [PROFILE_DIR]).id).toBe('pokemon-red')
    expect(findProfile({ title: 'POCKETQUEST' }, [PROFILE_DIR]).id).toBe('pocket-quest')
    expect(findProfile({ title: 'TETRIS', sha1: '00', sha256: '00' }, [PROFILE_DIR]).id).toBe('generic')
    expect(listProfiles(PROFILE_DIR).map(({ id }) => id)).toEqual(['pocket-quest', 'pokemon-red', 'generic'])
  })

  it('should refuse a profile with mistakes and say where they are', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'ptp-game-')), 'broken.json')
    writeFileSync(file, profile('"a": { "type": "u1", "address": 1 }'))
    let refused: unknown
    try {
      loadProfileFile(file)
    } catch (error) {
      refused = error
    }
    expect(refused).toBeInstanceOf(PtpError)
    expect(refused).toMatchObject({ code: 'bad-profile', message: `${file}:6:16: "u1" is no type`, details: { file } })
    expect(() => loadProfileFile('/nowhere.json')).toThrow(/cannot be read/)
  })
})
