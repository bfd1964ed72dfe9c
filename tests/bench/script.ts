import { compile } from '../../src-main/script/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import { median, result, saying, timed, type BenchResult } from './bench.ts'

const LINES = 10_000

/** Compiling a long script. Each text is another one, so that the cache never answers. */
export async function benches(): Promise<BenchResult[]> {
  using workbench = new Workbench()
  const { vocabulary } = (await workbench.loadGame('pocket-quest')).profile
  saying(`compiling ${LINES} lines`)
  const times: number[] = []
  for (let round = 0; round < 8; round++) {
    const source = longScript(round)
    times.push(await timed(() => compile(source, vocabulary)))
  }
  return [
    result(`compile ${LINES} lines, first time`, times[0] ?? Number.NaN, 'ms', '<= 100'),
    result(`compile ${LINES} lines, median`, median(times.slice(1)), 'ms', '<= 100'),
  ]
}

function longScript(seed: number): string {
  const block = (i: number): string[] => [
    `# part ${i} of ${seed}`,
    `MOVE ${['UP', 'DOWN', 'LEFT', 'RIGHT'][i % 4] ?? 'UP'} ${1 + ((i + seed) % 5)}`,
    'A',
    `WAIT ${10 + (i % 50)}`,
    'IF badges >= 1 and party[0].hp < 10 THEN',
    '  PRESS B',
    'END',
    `REPEAT ${2 + (i % 3)} TIMES`,
    '  up:2, a, 12',
    'END',
  ]
  return Array.from({ length: LINES / 10 }, (_, i) => block(i).join('\n')).join('\n')
}
