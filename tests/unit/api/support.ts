import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Desk } from '../../../src-main/api/index.ts'
import { Workbench } from '../../../src-main/workbench.ts'
import type { CallName, InputOf, Job, OutputOf } from '../../../src-preload/contract/index.ts'

/** A desk on a home of its own. */
export class TestDesk implements AsyncDisposable {
  readonly home = mkdtempSync(path.join(os.tmpdir(), 'ptp-desk-'))
  readonly desk = new Desk(new Workbench({ home: this.home }), 'browser')

  call<N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
    return this.desk.call(name, input)
  }

  /** Waits until a job has ended. */
  async job(id: string): Promise<Job> {
    for (;;) {
      const job = (await this.call('jobs.list', {})).find((each) => each.id === id)
      if (job && job.state !== 'running') return job
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.desk.close()
    rmSync(this.home, { recursive: true, force: true })
  }
}
