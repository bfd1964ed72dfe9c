import { SETTING_FIELDS, SETTING_SECTION_NAMES, SETTING_SECTIONS, type SettingField } from '../../src-preload/contract/index.ts'

/** @returns the reference of all settings, in Markdown */
export function settingsReference(): string {
  const sections = SETTING_SECTION_NAMES.flatMap((section) => {
    const { title, about, atStart } = SETTING_SECTIONS[section]
    const fields = SETTING_FIELDS.filter((field) => field.section === section)
    return [
      `## ${title}`, '', `${about} Section \`${section}\`.${atStart === null ? '' : ` Decided at start: ${atStart}.`}`, '',
      '| Flag | Key | Type | Default | What it does |', '| --- | --- | --- | --- | --- |', ...fields.map(row), '',
    ]
  })
  return [
    '# Settings',
    '',
    'Every setting has a flag, a key in config files (`version: "3.0"`), and a variable: the flag in capitals with `PTP_` before it, as `PTP_MAX_TICKS`.',
    'Where several say something, the later one counts: default, `config.yaml` in `$PTP_HOME`, `--config-file`, `--experiment-config`, variable, flag.',
    '`ptp config show` says where each value comes from, `ptp config validate FILE` checks a file, `ptp config init` writes one to start from.',
    '',
    'Booleans are written `--flag`, `--flag True` or `--flag False`. `none` takes an optional value back.',
    '',
    'While a run goes, all of its settings can be changed but those marked as decided at start: `ptp config set limits.max_ticks=5000 screenshot.interval=50 --run RUN`, or `PATCH /api/v1/config`.',
    'They hold from the next tick on, and when the run is resumed; `config.yaml` of the run keeps what it started with, `settings.json` what was changed since, and `ptp config show --run RUN` tells both.',
    '',
    '```yaml', 'version: "3.0"', 'tick_rate:', '  normal: 15', 'screenshot:', '  interval: 50', 'snapshot:', '  on_event: [catch, badge]', 'limits:', '  max_ticks: 100000', '```',
    '',
    ...sections,
  ].join('\n')
}

function row({ section, atStart, flag, short, key, kind, default: value, unit, help, choices, min, max }: SettingField): string {
  const names = short === undefined ? `\`--${flag}\`` : `\`-${short}\`, \`--${flag}\``
  const range = kind === 'int' || kind === 'float' ? rangeOf(min, max) : choices ? choices.join(', ') : ''
  const fixed = atStart === undefined || SETTING_SECTIONS[section].atStart !== null ? null : 'decided at start'
  const notes = [unit, range, fixed].filter((note) => note !== null && note !== '')
  const told = notes.length === 0 ? help : `${help} (${notes.join('; ')})`
  return `| ${names} | \`${key}\` | ${kind} | ${defaultOf(value)} | ${told} |`
}

function rangeOf(min?: number, max?: number): string {
  if (max === undefined || max === Number.MAX_SAFE_INTEGER) return min === undefined || min < 0.01 ? '' : `from ${min}`
  return `${min ?? 0}–${max}`
}

function defaultOf(value: SettingField['default']): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'none'
  return value === true ? 'True' : value === false ? 'False' : `\`${String(value)}\``
}
