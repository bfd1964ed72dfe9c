import { useId, useState, type JSX } from 'react'
import type { DescribedSetting, SettingsDescription } from '../api/contract.ts'
import { IconButton } from '../ui/index.ts'
import './settings.css'
import { changeCount, readSetting, settingText, withSetting, type SettingChanges } from './values.ts'

export interface SettingsFormProps {
  description: SettingsDescription
  changes: SettingChanges
  onChanges: (changes: SettingChanges) => void
  /** only these sections */
  sections: readonly string[]
  /** settings that have a place elsewhere, as `section.key` */
  without?: readonly string[]
  /** what is left alone keeps this value; default: the setting's own default */
  present?: (field: DescribedSetting) => unknown
}

/** A form for settings, made from their description: what is left alone stays as it is, or keeps its default. */
export function SettingsForm({ description, changes, onChanges, sections, without = [], present }: SettingsFormProps): JSX.Element {
  return (
    <div className="settings">
      {description.sections
        .filter(({ name }) => sections.includes(name))
        .map(({ name, title, about }) => {
          const fields = description.fields.filter((field) => field.section === name && !without.includes(`${name}.${field.key}`))
          const changed = changeCount({ [name]: changes[name] ?? {} })
          return fields.length === 0 ? null : (
            <details key={name} className="settings-section">
              <summary>
                {title} {changed > 0 && <span className="settings-changed">{changed} changed</span>}
              </summary>
              <p className="muted">{about}</p>
              {fields.map((field) => (
                <Setting
                  key={field.key}
                  field={field}
                  base={present ? { word: 'Now', short: 'now', value: present(field) } : { word: 'Default', short: 'default', value: field.default }}
                  value={changes[name]?.[field.key]}
                  onValue={(value) => onChanges(withSetting(changes, name, field.key, value))}
                />
              ))}
            </details>
          )
        })}
    </div>
  )
}

function Setting({ field, base, value, onValue }: Omit<ControlProps, 'id'>): JSX.Element {
  const id = useId()
  const isChanged = value !== undefined
  return (
    <div className="setting">
      <label htmlFor={id} title={`${field.flag}, ${field.env}`}>
        {field.key.replaceAll('_', ' ')}
      </label>
      <span className="setting-control">
        <Control id={id} field={field} base={base} value={value} onValue={onValue} />
        {field.unit !== null && <span className="muted">{field.unit}</span>}
        {isChanged && <IconButton icon="rollback" size="small" label={`${base.word} again: ${settingText(base.value)}`} onClick={() => onValue(undefined)} />}
      </span>
      <span className="setting-help">
        {field.help}. {base.word}: {settingText(base.value)}
      </span>
    </div>
  )
}

interface ControlProps {
  id: string
  field: DescribedSetting
  /** what holds while nothing is chosen, and what that is called */
  base: { word: string; short: string; value: unknown }
  value: unknown
  onValue: (value: unknown) => void
}

function Control({ id, field, base, value, onValue }: ControlProps): JSX.Element {
  if (field.kind === 'bool') {
    const now = typeof value === 'boolean' ? value : base.value === true
    return <input id={id} type="checkbox" checked={now} onChange={(event) => onValue(event.target.checked === base.value ? undefined : event.target.checked)} />
  }
  if (field.kind === 'enum') {
    return (
      <select id={id} className="field" value={typeof value === 'string' ? value : ''} onChange={(event) => onValue(event.target.value === '' ? undefined : event.target.value)}>
        <option value="">
          {settingText(base.value)} ({base.short})
        </option>
        {field.choices?.filter((one) => one !== base.value).map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    )
  }
  if (field.kind === 'list') return <Several id={id} field={field} base={base} value={value} onValue={onValue} />
  return <Typed id={id} field={field} base={base} value={value} onValue={onValue} />
}

function Several({ id, field, base, value, onValue }: ControlProps): JSX.Element {
  const fallback: string[] = Array.isArray(base.value) ? base.value.map(String) : []
  const chosen = Array.isArray(value) ? value.map(String) : fallback
  const toggle = (one: string): void => onValue(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one])
  return (
    <span className="setting-several" id={id} role="group" aria-label={field.key.replaceAll('_', ' ')}>
      {field.choices?.map((one) => (
        <label key={one}>
          <input type="checkbox" checked={chosen.includes(one)} onChange={() => toggle(one)} />
          {one}
        </label>
      ))}
    </span>
  )
}

/** What cannot be read stays in the field, with the reason, and changes nothing. */
function Typed({ id, field, base, value, onValue }: ControlProps): JSX.Element {
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed ?? (value === undefined ? '' : settingText(value))
  const read = readSetting(field, shown)
  const problem = 'problem' in read ? read.problem : null
  return (
    <>
      <input
        id={id}
        className="field"
        inputMode={field.kind === 'int' ? 'numeric' : field.kind === 'float' ? 'decimal' : 'text'}
        value={shown}
        placeholder={settingText(base.value)}
        aria-invalid={problem !== null}
        spellCheck={false}
        onChange={(event) => {
          setTyped(event.target.value)
          const now = readSetting(field, event.target.value)
          if ('value' in now) onValue(now.value)
        }}
        onBlur={() => problem === null && setTyped(null)}
      />
      {problem !== null && <span className="setting-problem">{problem}</span>}
    </>
  )
}
