import { readFileSync } from 'node:fs'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PtpError, type InputOf } from '../../src-preload/contract/index.ts'
import { chosenMetrics, compareGroups, configOf, configText, gather, groupsOf, metricNames, metricStats, readConfig, reportOf, writeResults, type ExperimentConfig } from '../experiment/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts } from './desk.ts'

type ExperimentCalls = AnswersTo<
  | 'experiments.list' | 'experiments.get' | 'experiments.metric' | 'experiments.example' | 'experiments.plan' | 'experiments.start' | 'experiments.stop'
  | 'experiments.resume' | 'experiments.compare' | 'experiments.report' | 'experiments.export'
>

export function experimentAnswers({ workbench }: Pick<DeskParts, 'workbench'>): ExperimentCalls {
  const { experiments } = workbench
  const read = (draft: InputOf<'experiments.plan'>): ExperimentConfig => {
    if ('yaml' in draft) return readConfig(draft.yaml, 'the configuration', { home: workbench.home, env: process.env })
    return configOf(draft.plan, draft.settings ?? {})
  }
  return {
    'experiments.list': async () => experiments.list(),
    'experiments.get': async ({ experiment }) => {
      const { record, summary, results } = experiments.get(experiment)
      const { plan, settings } = record.config
      return { summary, plan, settings, yaml: configText(record.config), runs: results, metrics: metricNames(results), chosen: chosenMetrics(plan.metrics, results) }
    },
    'experiments.metric': async ({ experiment, metric }) => {
      const { record, results } = experiments.get(experiment)
      return metricStats(results, metric, record.random_seed)
    },
    'experiments.example': async () => ({ yaml: readFileSync(path.join(workbench.resources, 'experiments', 'demo.yaml'), 'utf8') }),
    'experiments.plan': async (draft) => experiments.check(() => read(draft)),
    'experiments.start': async (draft) => ({ experiment: (await experiments.start(read(draft))).id }),
    'experiments.stop': async ({ experiment }) => {
      await experiments.stop(experiment)
      return {}
    },
    'experiments.resume': async ({ experiment }) => {
      await experiments.resume(experiment)
      return {}
    },
    'experiments.compare': async ({ a, b, metric }) => {
      const side = ({ experiment, arm }: typeof a): { arm: string; values: number[]; seed: number } => {
        const { record, results } = experiments.get(experiment)
        const groups = groupsOf(results, metric)
        const group = groups.find((each) => each.arm === arm)
        if (group) return { ...group, seed: record.random_seed }
        throw new PtpError('not-found', `experiment ${record.id} has no arm ${arm}`, { hint: `it has ${groups.map((each) => each.arm).join(', ')}` })
      }
      const one = side(a)
      return compareGroups(metric, one, side(b), one.seed)
    },
    'experiments.report': async ({ experiment }) => {
      const { record, results, folder } = experiments.get(experiment)
      const html = reportOf(gather(record, results, true))
      const file = folder.file('report.html')
      await writeFileAtomic(file, html)
      return { file, html }
    },
    'experiments.export': async ({ experiment, formats }) => {
      const { record, results, folder } = experiments.get(experiment)
      return { files: await writeResults(folder.dir, gather(record, results, true), formats) }
    },
  }
}
