import type { JSX } from 'react'
import type { ScriptSummary } from '../api/contract.ts'
import { Field, IconButton } from '../ui/index.ts'
import { HTTP_AGENT, SEARCH_AGENT, type ArmForm } from './planArm.ts'

export interface ArmProps {
  arm: ArmForm
  number: number
  scripts: readonly ScriptSummary[]
  onArm: (part: Partial<ArmForm>) => void
  onRemove: (() => void) | null
}

/** One thing that is compared: what plays, and what is particular about it. */
export function ArmFields({ arm, number, scripts, onArm, onRemove }: ArmProps): JSX.Element {
  const isScript = arm.plays.startsWith('script:')
  return (
    <div className="plan-arm" role="group" aria-label={`Arm ${number}`}>
      <select className="field" aria-label="Played by" value={arm.plays} onChange={(event) => onArm({ plays: event.target.value })}>
        <optgroup label="Scripts">
          {scripts.map(({ name }) => (
            <option key={name} value={`script:${name}`}>
              {name}
            </option>
          ))}
        </optgroup>
        <optgroup label="Agents">
          <option value="agent:random">random, seeded</option>
          <option value={SEARCH_AGENT}>a search, seeded</option>
          <option value={HTTP_AGENT}>a program behind HTTP</option>
        </optgroup>
      </select>
      <input className="field" aria-label="Name in the results" placeholder="name in the results" value={arm.name} onChange={(event) => onArm({ name: event.target.value })} />
      {onRemove !== null ? <IconButton icon="trash" size="small" label={`Remove arm ${number}`} onClick={onRemove} /> : <span />}
      {arm.plays === HTTP_AGENT && (
        <input
          className="field mono plan-arm-wide"
          aria-label="Address of the program"
          title="It is asked for each decision with a POST request; see docs/agents.md"
          placeholder="http://127.0.0.1:9000/decide"
          spellCheck={false}
          value={arm.url}
          onChange={(event) => onArm({ url: event.target.value })}
        />
      )}
      {arm.plays === SEARCH_AGENT && <SearchArm arm={arm} onArm={onArm} />}
      <textarea
        className="field mono plan-arm-wide"
        aria-label={isScript ? 'Constants, timing and settings of this arm' : 'Settings of this arm'}
        title={isScript ? 'A line each: NAME = value for ${NAME} in the script, timing.hold = 4, settings.limits.max_ticks = 5000' : 'A line each: settings.limits.max_ticks = 5000'}
        rows={Math.min(6, Math.max(1, arm.own.split('\n').length))}
        placeholder={isScript ? 'NAME = value, for ${NAME} in the script' : 'settings.limits.max_ticks = 5000'}
        spellCheck={false}
        value={arm.own}
        onChange={(event) => onArm({ own: event.target.value })}
      />
    </div>
  )
}

function SearchArm({ arm, onArm }: Pick<ArmProps, 'arm' | 'onArm'>): JSX.Element {
  return (
    <div className="plan-arm-search plan-arm-wide">
      <Field label="Goal">
        <input className="field mono" value={arm.goal} placeholder="as “Stop when” says" spellCheck={false} onChange={(event) => onArm({ goal: event.target.value })} />
      </Field>
      <Field label="Prefer">
        <input className="field mono" title="A number that says how promising a state is" value={arm.prefer} placeholder="badges, levels, party…" spellCheck={false} onChange={(event) => onArm({ prefer: event.target.value })} />
      </Field>
      <Field label="Restores at most">
        <input className="field" inputMode="numeric" title="Explorations after which it plays as far as it came" value={arm.maxRestores} placeholder="200000" onChange={(event) => onArm({ maxRestores: event.target.value })} />
      </Field>
      <Field label="Actions each">
        <input className="field" inputMode="numeric" title="The most actions played after a restore" value={arm.actions} placeholder="5" onChange={(event) => onArm({ actions: event.target.value })} />
      </Field>
    </div>
  )
}
