import type { GameState, Member } from '../../../src-preload/contract/index.ts'
import type { RunDatabase } from '../database.ts'
import type { TickRecord } from '../tickRecord.ts'
import type { Insert, RowQueue } from './rowQueue.ts'

/** Members told apart on one branch: far more than a game has, so that misread memory cannot grow it without end. */
const MAX_KNOWN = 4096

interface Known {
  id: string
  species: string
  nickname: string
  xp: number
  caughtAt: string | null
  location: string | null
  inParty: boolean
}

/** Writes `pokemon_party` of one branch: a row for each member ever seen, as it was last. */
export class PartyLog {
  private readonly queue: RowQueue
  private readonly runId: string
  private readonly branch: number
  private readonly put: Insert
  private readonly box: Insert
  private readonly known: Known[]
  private last: GameState['party'] | null = null

  constructor(queue: RowQueue, database: RunDatabase, runId: string, branch: number) {
    this.queue = queue
    this.runId = runId
    this.branch = branch
    this.put = queue.insert(
      'pokemon_party',
      'party_id,run_id,pokemon_id,species,nickname,level,current_hp,max_hp,experience,moves,status,caught_at,catch_location,branch,tick,slot',
      'OR REPLACE',
    )
    this.box = queue.update("UPDATE pokemon_party SET status='boxed', slot=NULL, tick=? WHERE party_id=?")
    this.known = database.all('SELECT * FROM pokemon_party WHERE branch = ? ORDER BY rowid', branch).map((row) => ({
      id: String(row['party_id']), species: String(row['species']), nickname: String(row['nickname']), xp: Number(row['experience']),
      caughtAt: row['caught_at'] === null ? null : String(row['caught_at']),
      location: row['catch_location'] === null ? null : String(row['catch_location']), inParty: row['status'] !== 'boxed',
    }))
  }

  tick(row: TickRecord, timestamp: string): void {
    const { party } = row.state
    if (party === this.last) return
    const before = this.last
    this.last = party
    const claimed = new Set<Known>()
    party.forEach((member, slot) => {
      const old = before?.[slot]
      const known = this.find(member, claimed) ?? this.meet(member, before === null && this.known.length === 0 ? null : row, timestamp)
      claimed.add(known)
      if (old !== undefined && sameMember(old, member) && known.inParty) return
      this.write(known, member, slot, row.tick)
    })
    for (const known of this.known) {
      if (!known.inParty || claimed.has(known)) continue
      known.inParty = false
      this.queue.add(this.box, [row.tick, known.id])
    }
  }

  /** The member we know already: by name and species, else by name alone, since it may have evolved. */
  private find(member: Member, claimed: ReadonlySet<Known>): Known | undefined {
    const free = this.known.filter((known) => !claimed.has(known))
    return (
      free.find((known) => known.inParty && known.nickname === member.nickname && known.species === member.species && known.xp <= member.xp) ??
      free.find((known) => known.nickname === member.nickname && known.species === member.species) ??
      free.find((known) => known.inParty && known.nickname === member.nickname && known.nickname !== known.species) ??
      free.find((known) => known.inParty && known.xp > 0 && known.xp <= member.xp && known.species !== member.species && this.isEvolving(known, member))
    )
  }

  private isEvolving(known: Known, member: Member): boolean {
    return known.nickname === known.species && member.nickname === member.species && this.last?.length === this.known.filter((other) => other.inParty).length
  }

  private meet(member: Member, row: TickRecord | null, timestamp: string): Known {
    const known: Known = {
      id: `mon_b${this.branch}_${this.known.length}`, species: member.species, nickname: member.nickname, xp: member.xp,
      caughtAt: row === null ? null : timestamp, location: row === null ? null : row.state.location, inParty: true,
    }
    if (this.known.length < MAX_KNOWN) this.known.push(known)
    return known
  }

  private write(known: Known, member: Member, slot: number, tick: number): void {
    known.species = member.species
    known.nickname = member.nickname
    known.xp = member.xp
    known.inParty = true
    this.queue.add(this.put, [
      known.id, this.runId, known.id, member.species, member.nickname, member.level, member.hp, member.maxHp, member.xp,
      JSON.stringify(member.moves), member.hp > 0 ? 'alive' : 'fainted', known.caughtAt, known.location, this.branch, tick, slot,
    ])
  }
}

function sameMember(a: Member, b: Member): boolean {
  if (a === b) return true
  return (
    a.species === b.species && a.nickname === b.nickname && a.level === b.level && a.hp === b.hp && a.maxHp === b.maxHp &&
    a.xp === b.xp && a.status === b.status && JSON.stringify(a.moves) === JSON.stringify(b.moves)
  )
}
