import { SCREENS, type ButtonTiming, type NameDoc, type Vocabulary } from '../../src-preload/contract/index.ts'
import type { StateModel } from './model.ts'
import type { Source } from './sources.ts'

/** Every name a script may use with this profile, with what it means. */
export function vocabularyOf(model: StateModel, timing: ButtonTiming): Vocabulary {
  const names: NameDoc[] = [
    { path: 'screen', type: 'text', doc: 'What is on screen', values: SCREENS },
    text('location', model.location, 'Where the player is'),
    { path: 'x', type: 'number', doc: 'Column on the map, in cells of 16 pixels' },
    { path: 'y', type: 'number', doc: 'Row on the map, in cells of 16 pixels' },
    { path: 'facing', type: 'text', doc: 'Where the player looks', values: ['up', 'down', 'left', 'right'] },
    { path: 'standing', type: 'boolean', doc: 'The game would take a step now' },
    { path: 'money', type: 'number', doc: 'Money of the player' },
    { path: 'badges', type: 'number', doc: 'How many badges the player has' },
    ...model.badgeBits.map(({ name }): NameDoc => ({ path: `badge.${name}`, type: 'boolean', doc: `The ${name} badge is won` })),
    { path: 'caught', type: 'number', doc: 'Kinds of creatures caught so far' },
    ...partyNames(model),
    ...battleNames(model),
    { path: 'dialog', type: 'text', doc: 'The text on screen' },
    { path: 'in_dialog', type: 'boolean', doc: 'A text box is open' },
    ...(model.playing === null ? [] : [{ path: 'playing', type: 'boolean' as const, doc: 'A game is being played' }]),
    ...model.vars.map((source) => variable(source)),
  ]
  const standing = { op: 'name', path: ['standing'] } as const
  return { names, timing, standing }
}

function partyNames(model: StateModel): NameDoc[] {
  const species = model.party?.members[0]?.species ?? null
  return [
    { path: 'party_count', type: 'number', doc: 'How many creatures are in the party' },
    text('party[].species', species, 'Species of a party member'),
    { path: 'party[].nickname', type: 'text', doc: 'Name of a party member' },
    { path: 'party[].level', type: 'number', doc: 'Level of a party member' },
    { path: 'party[].hp', type: 'number', doc: 'Hit points left of a party member' },
    { path: 'party[].max_hp', type: 'number', doc: 'Most hit points of a party member' },
    { path: 'party[].xp', type: 'number', doc: 'Experience of a party member' },
    text('party[].status', model.party?.members[0]?.status ?? null, 'Status of a party member, 0 when healthy'),
    { path: 'hp', type: 'number', doc: 'Hit points of the one that fights, or of the first of the party' },
    { path: 'max_hp', type: 'number', doc: 'Most hit points of the one that fights, or of the first of the party' },
    { path: 'level', type: 'number', doc: 'Level of the one that fights, or of the first of the party' },
  ]
}

function battleNames(model: StateModel): NameDoc[] {
  const { battle } = model
  return [
    { path: 'in_battle', type: 'boolean', doc: 'A battle is going on' },
    { path: 'battle.kind', type: 'text', doc: 'Kind of the battle, 0 outside battles', values: ['wild', 'trainer', 'gym'] },
    { path: 'battle.turn', type: 'number', doc: 'Turn of the battle, from 1' },
    { path: 'battle.active', type: 'number', doc: 'Index in the party of the one that fights' },
    text('battle.trainer', battle?.trainer ?? null, 'Trainer the battle is against, 0 in a wild one'),
    text('enemy.species', battle?.species ?? null, 'Species of the enemy, 0 outside battles'),
    { path: 'enemy.level', type: 'number', doc: 'Level of the enemy, 0 outside battles' },
    { path: 'enemy.hp', type: 'number', doc: 'Hit points left of the enemy, 0 outside battles' },
    { path: 'enemy.max_hp', type: 'number', doc: 'Most hit points of the enemy, 0 outside battles' },
  ]
}

function text(path: string, source: Source | null, doc: string): NameDoc {
  const values = source?.labels?.texts ?? []
  return { path, type: 'text', doc, ...(values.length === 0 ? {} : { values }) }
}

function variable(source: Source): NameDoc {
  const doc = source.doc === '' ? source.name.replaceAll('_', ' ') : source.doc
  return source.type === 'text' ? text(source.name, source, doc) : { path: source.name, type: source.type, doc }
}
