/** The published table of flags: name, type, default; `|` parts the words of an enum. */
const TABLE = {
  'run tick rate': `
    --tick-rate-base int 10
    --tick-rate-battle int 2
    --tick-rate-timeout int 30
    --tick-rate-adaptive bool False
    --tick-rate-budget enum None hourly|daily|run
    --tick-rate-budget-limit float None`,
  'run screenshots': `
    --screenshot-interval int 100
    --screenshot-battle-turn int 1
    --screenshot-on-error int 1
    --screenshot-on-change bool False
    --screenshot-quality int 85
    --screenshot-max-storage float 50.0
    --screenshot-async bool False
    --screenshot-compress bool False`,
  'run command buffer': `
    --command-buffer-size int 10
    --command-timeout int 5
    --command-validate bool False
    --command-rollback-history int 100
    --command-interrupt-battle bool True
    --command-stale-threshold int 2`,
  'run limits': `
    --max-time int None
    --max-ticks int None
    --max-cost float None
    --max-pokemon-caught int None
    --max-badges int None
    --max-level int None
    --on-limit enum save-and-exit save-and-exit|save-only|abort
    --limit-grace-period int 30`,
  'run snapshots': `
    --snapshot-memory int 10
    --snapshot-disk int 1000
    --snapshot-on-event list [] catch|battle|badge|death
    --snapshot-max-disk float 20.0
    --snapshot-compress bool False
    --snapshot-validate bool False
    --rollback-on-error bool False
    --rollback-grace int 3
    --snapshot-share bool False
    --snapshot-name str None`,
  'experiment experiments': `
    --experiment-name str default
    --parallel-workers int 1
    --sequential-retry int 3
    --parallel-memory-limit float 8.0
    --parallel-api-rate-limit int 100
    --aggregate-stats bool False
    --fail-mode enum continue continue|fast-fail|retry
    --checkpoint-frequency int 10000
    --resume-from str None
    --experiment-config str None
    --export-results bool False
    --results-format enum json json|csv|parquet`,
  'run system': `
    -v,--verbose bool False
    -q,--quiet bool False
    --log-file str None
    --config-file str None
    --random-seed int None`,
} as const

/** A row of it. */
export interface PublishedFlag {
  /** command that takes it: run or experiment */
  command: string
  short: string | null
  flag: string
  kind: string
  fallback: unknown
  choices: string[]
}

export const PUBLISHED_FLAGS: readonly PublishedFlag[] = Object.entries(TABLE).flatMap(([title, text]) =>
  text.trim().split('\n').map((line) => {
    const [names = '', kind = '', fallback = '', choices = ''] = line.trim().split(/\s+/)
    const [short, long] = names.includes(',') ? names.split(',') : [null, names]
    return { command: title.split(' ')[0] ?? '', short: short ?? null, flag: long ?? '', kind, fallback: valueOf(fallback), choices: choices === '' ? [] : choices.split('|') }
  }),
)

function valueOf(text: string): unknown {
  if (text === 'None') return null
  if (text === '[]') return []
  if (text === 'True' || text === 'False') return text === 'True'
  return Number.isNaN(Number(text)) ? text : Number(text)
}
