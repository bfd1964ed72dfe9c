import type { JSX } from 'react'
import type { Member } from '../api/contract.ts'
import { classes } from '../ui/index.ts'
import { HpBar } from './HpBar.tsx'

/** The party: one line each, what it can do on the line below. */
export function PartyList({ party, active }: { party: readonly Member[]; active: number | null }): JSX.Element {
  if (party.length === 0) return <p className="state-none muted">No one in the party.</p>
  return (
    <ul className="party" aria-label="Party">
      {party.map((member, at) => {
        const name = member.nickname || member.species
        return (
          <li key={at} className={classes('party-member', member.hp === 0 && 'party-fainted')}>
            <span className="party-name" title={member.nickname === '' || member.nickname === member.species ? member.species : `${member.nickname} (${member.species})`}>
              {name}{active === at && <span className="muted" title="fights now"> ⚔︎</span>}
            </span>
            <span>Lv {member.level}</span>
            <HpBar hp={member.hp} max={member.maxHp} label={`${name} HP`} />
            <span className="party-more">
              {member.status !== null && <span className="party-status">{member.status}</span>}
              {member.hp === 0 && <span className="party-status">fainted</span>}
              {member.moves.map(({ name: move, pp }) => `${move} ${pp}`).join(' · ')}
              {member.xp > 0 && <span> · {member.xp} xp</span>}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
