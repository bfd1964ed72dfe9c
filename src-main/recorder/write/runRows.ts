import { createHash } from 'node:crypto'
import { FRAMES_PER_SECOND } from '../../../src-preload/contract/index.ts'
import type { Branch, ModelConfiguration, RunMetadata, RunStatus, ScreenshotRow, SnapshotMeta } from '../../../src-preload/contract/index.ts'
import type { Cell, RunDatabase } from '../database.ts'
import type { TickRecord } from '../tickRecord.ts'
import type { Insert, RowQueue } from './rowQueue.ts'

export interface NewBranch {
  name: string
  parent: number
  /** the branch's own ticks begin after it */
  forkTick: number
  /** frames since the start of the run at the fork */
  forkFrame: number
  agent: string
}

export interface RunScript {
  branch: number
  tick: number
  name: string
  text: string
  checksum: string
}

export interface RunEnd {
  errorMessage?: string
}

/** Writes the rows about the run itself: session, run, branches, scripts, pictures, snapshots, resume points. */
export class RunRows {
  private readonly queue: RowQueue
  private readonly metadata: RunMetadata
  private readonly branchRow: Insert
  private readonly head: Insert
  private readonly resume: Insert
  private readonly progress: Insert
  private readonly snapshotRow: Insert
  private readonly screenshotRow: Insert
  /** the last tick of each branch that moved since the last write */
  private readonly moved = new Map<number, TickRecord>()
  private branches: number
  private scripts: number
  private cost: number
  private ticks: number

  constructor(queue: RowQueue, database: RunDatabase, metadata: RunMetadata) {
    this.queue = queue
    this.metadata = metadata
    this.branches = database.count('SELECT count(*) FROM branches')
    this.scripts = database.count('SELECT count(*) FROM scripts')
    this.cost = database.count('SELECT total_cost FROM runs')
    this.ticks = database.count('SELECT sum(head_tick - fork_tick) FROM branches')
    this.branchRow = queue.insert('branches', 'branch,name,parent,fork_tick,head_tick,created_at,agent,fork_frame,head_frame')
    this.head = queue.update('UPDATE branches SET head_tick=?, head_frame=? WHERE branch=?')
    this.resume = queue.insert('resume_points', 'branch,tick,frame,agent,saved_at', 'OR REPLACE')
    this.progress = queue.update('UPDATE runs SET duration_ticks=?, final_level=?, total_cost=?, updated_at=?')
    this.snapshotRow = queue.insert(
      'snapshots', 'id,run_id,branch,parent,tick,frame,created_at,reason,name,note,pinned,state_hash,state_bytes,file,file_bytes,metadata', 'OR REPLACE')
    this.screenshotRow = queue.insert(
      'screenshots', 'screenshot_id,run_id,timestamp,tick,screen_type,file_path,file_size_bytes,annotations,metadata,branch,frame,reason,label,thumbnail,format,quality', 'OR REPLACE')
  }

  /** Keeps the model the run is decided by; one and the same is kept once. */
  model({ name, temperature, max_tokens, system_prompt, parameters }: ModelConfiguration): void {
    const { run_id } = this.metadata
    const values = [name, temperature, max_tokens, system_prompt, JSON.stringify(parameters)]
    const id = `model_${createHash('sha256').update(JSON.stringify([run_id, ...values])).digest('hex').slice(0, 16)}`
    this.queue.add(this.queue.insert('ai_model_configurations', 'config_id,run_id,model_name,temperature,max_tokens,system_prompt,model_parameters', 'OR REPLACE'), [id, run_id, ...values])
    this.queue.add(this.queue.update('UPDATE runs SET model_name=?'), [name])
  }

  /** The rows every run begins with. */
  start(configYaml: string, agent: string): void {
    const { run_id, created_at, experiment_name, seed, rom } = this.metadata
    this.queue.add(this.queue.insert('sessions', 'session_id,experiment_name,started_at,random_seed,config_snapshot,status'), [
      run_id, experiment_name, created_at, seed, JSON.stringify({ yaml: configYaml }), 'running',
    ])
    this.queue.add(this.queue.insert('runs', 'run_id,session_id,model_name,rom_hash,started_at,duration_ticks,total_cost,status,updated_at'), [
      run_id, run_id, agent, rom.sha256, created_at, 0, 0, 'running', created_at,
    ])
    this.addBranch({ branch: 0, name: 'main', parent: null, fork_tick: 0, head_tick: 0, created_at, agent }, 0)
  }

  reopen(): void {
    this.status('running', {})
  }

  branch({ name, parent, forkTick, forkFrame, agent }: NewBranch): Branch {
    const row: Branch = { branch: this.branches, name, parent, fork_tick: forkTick, head_tick: forkTick, created_at: new Date().toISOString(), agent }
    this.addBranch(row, forkFrame)
    return row
  }

  private addBranch(row: Branch, frame: number): void {
    this.branches += 1
    this.queue.add(this.branchRow, [row.branch, row.name, row.parent, row.fork_tick, row.head_tick, row.created_at, row.agent, frame, frame])
  }

  /** Notes how far a branch got; written by {@link settle}. */
  reached(row: TickRecord): void {
    this.moved.set(row.branch, row)
    this.ticks += 1
    if (row.action.cost !== undefined) this.cost += row.action.cost
  }

  /** The last tick of a branch that is not queued to be written yet. */
  waiting(branch: number): TickRecord | null {
    return this.moved.get(branch) ?? null
  }

  /** Queues heads, resume points and totals, to be written together with the rows they stand for. */
  settle(): void {
    if (this.moved.size === 0) return
    let level: Cell = null
    let at = ''
    for (const row of this.moved.values()) {
      at = new Date(row.wallTime).toISOString()
      level = row.state.party.reduce<number | null>((most, member) => Math.max(most ?? 0, member.level), null)
      this.queue.add(this.head, [row.tick, row.frame, row.branch])
      this.queue.add(this.resume, [row.branch, row.tick, row.frame, JSON.stringify(row.agentState ?? null), at])
    }
    this.queue.add(this.progress, [this.ticks, level, this.cost, at])
    this.moved.clear()
  }

  status(status: RunStatus, end: RunEnd): void {
    const now = new Date().toISOString()
    const isOver = status !== 'running' && status !== 'paused'
    this.queue.add(this.queue.update('UPDATE runs SET status=?, completed_at=?, updated_at=?'), [status, isOver ? now : null, now])
    this.queue.add(this.queue.update('UPDATE sessions SET status=?, completed_at=?, error_message=coalesce(?, error_message)'), [
      status, isOver ? now : null, end.errorMessage ?? null,
    ])
  }

  script({ branch, tick, name, text, checksum }: RunScript): void {
    this.queue.add(this.queue.insert('scripts', 'script_id,branch,tick,name,text,checksum,started_at'), [
      this.scripts++, branch, tick, name, text, checksum, new Date().toISOString(),
    ])
  }

  snapshot(meta: SnapshotMeta, file: string | null, fileBytes: number): void {
    this.queue.add(this.snapshotRow, [
      meta.id, meta.run_id, meta.branch, meta.parent, meta.tick, meta.frame, meta.created_at, meta.reason, meta.name, meta.note,
      meta.pinned ? 1 : 0, meta.state_hash, meta.state_bytes, file, fileBytes, JSON.stringify(meta.metadata),
    ])
  }

  snapshotRemoved(id: string): void {
    this.queue.add(this.queue.update('DELETE FROM snapshots WHERE id=?'), [id])
  }

  get totalCost(): number {
    return this.cost
  }

  screenshotCompressed(file: string, bytes: number, quality: number): void {
    this.queue.add(this.queue.update("UPDATE screenshots SET file_size_bytes=?, quality=?, metadata=json_set(metadata, '$.compressed', json('true')) WHERE file_path=?"), [bytes, quality, file])
  }

  screenshotsRemoved(file: string): void {
    this.queue.add(this.queue.update('DELETE FROM screenshots WHERE file_path=?'), [file])
  }

  screenshot(row: ScreenshotRow, metadata: Record<string, unknown>): void {
    const facts = { game_seconds: Math.round((row.frame / FRAMES_PER_SECOND) * 1000) / 1000, ...metadata }
    this.queue.add(this.screenshotRow, [
      row.id, this.metadata.run_id, row.timestamp, row.tick, row.screen_type, row.file, row.bytes, '{}', JSON.stringify(facts),
      row.branch, row.frame, row.reason, row.label, row.thumbnail, row.format, row.quality,
    ])
  }
}
