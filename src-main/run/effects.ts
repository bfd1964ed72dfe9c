import { PtpError, type ModelConfiguration, type SnapshotMeta, type SnapshotReason } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../emulator/index.ts'
import { describeState } from '../game/index.ts'
import { findPath } from '../script/index.ts'
import type { Agent, Effect } from './agent.ts'
import type { Head } from './head.ts'
import type { RunNews, RunParts } from './run.ts'
import type { TurnEnd } from './turns.ts'

/** What the effects of an agent act on. */
export interface EffectHost {
  readonly head: Head
  readonly parts: RunParts
  readonly emulator: Emulator
  readonly agent: Agent | null
  tell: (news: RunNews) => void
  snapshot(reason: SnapshotReason, name: string | null, note?: string | null): Promise<SnapshotMeta>
  rollback(branch: number, tick: number, revive?: boolean): Promise<Uint8Array | null>
}

/** Does everything an agent can want but a tick. @returns how the run ended by it, or null */
export async function doEffect(host: EffectHost, effect: Exclude<Effect, { kind: 'act' | 'think' }>): Promise<TurnEnd | null> {
  switch (effect.kind) {
    case 'snapshot':
      await host.snapshot('named', effect.name)
      host.tell({ kind: 'changed' })
      return null
    case 'rollback':
      await rollbackByName(host, effect.name)
      return null
    case 'screenshot':
      host.parts.files.capture(host.head, 'script', effect.label, await host.emulator.picture())
      return null
    case 'observe':
      message(host, describeState(host.head.state))
      return null
    case 'log':
      message(host, effect.text)
      return null
    case 'model':
      host.parts.files.recorder.model(effect.model)
      message(host, `decided by ${wordsOf(effect.model)}`)
      return null
    case 'find-path':
      host.agent?.pathFound(await pathTo(host, effect.x, effect.y))
      return null
    case 'failed':
      return { status: 'failed', message: effect.line === null ? effect.message : `line ${effect.line}: ${effect.message}` }
    case 'end':
      return { status: 'completed', message: null }
  }
}

function wordsOf({ name, temperature, max_tokens }: ModelConfiguration): string {
  return [name, ...(temperature === null ? [] : [`temperature ${temperature}`]), ...(max_tokens === null ? [] : [`at most ${max_tokens} tokens`])].join(', ')
}

function message(host: EffectHost, text: string): void {
  host.parts.files.log(host.head, text)
  host.tell({ kind: 'message', level: 'info', text, tick: host.head.tick })
}

/** A script's ROLLBACK puts the game back; the script itself goes on behind the statement. */
async function rollbackByName(host: EffectHost, name: string): Promise<void> {
  const meta = host.parts.files.findSnapshot(name)
  if (!meta) {
    throw new PtpError('script-failed', `ROLLBACK "${name}": this run has no snapshot of that name`, {
      hint: 'make it with SNAPSHOT before',
    })
  }
  await host.rollback(meta.branch, meta.tick, false)
  host.tell({ kind: 'changed' })
}

async function pathTo(host: EffectHost, x: number, y: number): Promise<ReturnType<typeof findPath>> {
  const { profile } = host.parts.game
  if (profile.gridRanges.length === 0) return null
  const grid = profile.grid(await host.emulator.read(profile.gridRanges))
  return grid ? findPath(grid, host.head.state, { x, y }) : null
}
