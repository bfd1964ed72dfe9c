import type { TickRecord } from '../tickRecord.ts'
import type { Insert, RowQueue } from './rowQueue.ts'

const SAMPLE_MS = 1000
const PROFILE_MS = 10_000

/** Writes `performance_metrics` each second of wall time, and `performance_profiles` each ten. */
export class MetricLog {
  private readonly queue: RowQueue
  private readonly runId: string
  private readonly metric: Insert
  private readonly profile: Insert
  private readonly databaseBytes: () => number
  /** tells the rows of this sitting from those of earlier ones of the same run */
  private readonly sitting = Date.now().toString(36)
  private rows = 0
  private since = 0
  private ticks = 0
  private frames = 0
  private latencies: number[] = []
  private cost = 0
  private profileAt = 0
  private cpu = process.cpuUsage()

  constructor(queue: RowQueue, runId: string, databaseBytes: () => number) {
    this.queue = queue
    this.runId = runId
    this.databaseBytes = databaseBytes
    this.metric = queue.insert('performance_metrics', 'metric_id,run_id,timestamp,tick,metric_type,value,unit,branch')
    this.profile = queue.insert('performance_profiles', 'profile_id,run_id,cpu_usage,memory_usage_mb,disk_usage_bytes,timestamp')
  }

  tick(row: TickRecord, timestamp: string): void {
    this.ticks += 1
    this.frames += row.input.frames
    if (row.action.latencyMs !== undefined) this.latencies.push(row.action.latencyMs)
    if (row.action.cost !== undefined) this.cost += row.action.cost
    if (this.since === 0) {
      this.since = row.wallTime
      this.profileAt = row.wallTime
    } else if (row.wallTime - this.since >= SAMPLE_MS) this.sample(row, timestamp)
  }

  /** Adds one row to `performance_metrics`. */
  add(type: string, value: number, unit: string, branch: number, tick: number, timestamp: string): void {
    this.queue.add(this.metric, [`m_${this.sitting}_${this.rows++}`, this.runId, timestamp, tick, type, value, unit, branch])
  }

  private sample(row: TickRecord, timestamp: string): void {
    const seconds = (row.wallTime - this.since) / 1000
    const add = (type: string, value: number, unit: string) => this.add(type, value, unit, row.branch, row.tick, timestamp)
    add('tick_rate', this.ticks / seconds, 'ticks/s')
    add('frame_rate', this.frames / seconds, 'frames/s')
    const memory = process.memoryUsage.rss() / 1e6
    add('memory', memory, 'MB')
    if (this.latencies.length > 0) {
      const sorted = this.latencies.sort((a, b) => a - b)
      add('latency', sorted.reduce((sum, value) => sum + value, 0) / sorted.length, 'ms')
      add('latency_p95', sorted[Math.floor(sorted.length * 0.95)] ?? 0, 'ms')
    }
    if (this.cost > 0) add('cost', this.cost, 'USD')
    if (row.wallTime - this.profileAt >= PROFILE_MS) this.takeProfile(row, memory, timestamp)
    this.ticks = 0
    this.frames = 0
    this.latencies = []
    this.since = row.wallTime
  }

  private takeProfile(row: TickRecord, memory: number, timestamp: string): void {
    const used = process.cpuUsage(this.cpu)
    const percent = (used.user + used.system) / 10 / (row.wallTime - this.profileAt)
    this.cpu = process.cpuUsage()
    this.profileAt = row.wallTime
    this.queue.add(this.profile, [`p_${this.sitting}_${this.rows++}`, this.runId, percent, Math.round(memory), this.databaseBytes(), timestamp])
  }
}
