import { useState, type JSX } from 'react'

export interface VariablePickerProps {
  variables: readonly { name: string; unit: string }[]
  chosen: readonly string[]
  onToggle: (name: string) => void
}

/** A searchable list of everything that can be drawn. */
export function VariablePicker({ variables, chosen, onToggle }: VariablePickerProps): JSX.Element {
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const shown = variables.filter(({ name }) => name.toLowerCase().includes(wanted))
  return (
    <div className="variables">
      <input className="field" type="search" autoFocus aria-label="Search variables" placeholder="Search variables" value={search} onChange={(event) => setSearch(event.target.value)} />
      <ul aria-label="Variables">
        {shown.map(({ name, unit }) => (
          <li key={name}>
            <label title={name}>
              <input type="checkbox" checked={chosen.includes(name)} onChange={() => onToggle(name)} />
              <span className="variables-name">{name}</span>
              <span className="muted">{unit}</span>
            </label>
          </li>
        ))}
        {shown.length === 0 && <li className="muted">No variable is named like that.</li>}
      </ul>
    </div>
  )
}
