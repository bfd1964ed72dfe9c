import type { AnswersTo } from './answers.ts'
import { firstDifference, memoryChanges, stateChanges } from './comparing.ts'
import type { DeskParts } from './desk.ts'
import { WORK_RAM } from './memorySearch.ts'
import { countDifferent } from './pixels.ts'
import { ownPlace } from './runShelf.ts'

export function compareAnswers({ shelf, viewer, exact }: DeskParts): AnswersTo<'compare'> {
  return {
    compare: async ({ a, b }) => {
      const left = await shelf.open(a.run)
      const right = await shelf.open(b.run)
      ownPlace(left, a.branch, a.tick)
      ownPlace(right, b.branch, b.tick)
      const before = await viewer.look(a, [WORK_RAM])
      const [rgbA, seenB] = [await exact.rgb(a), await viewer.look(b, [WORK_RAM])]
      return {
        changes: stateChanges(left.reader.stateAt(a.branch, a.tick), right.reader.stateAt(b.branch, b.tick)),
        ...memoryChanges(before.memory, seenB.memory),
        pixels: countDifferent(rgbA, await exact.rgb(b)),
        first_difference: await firstDifference({ open: left, branch: a.branch, tick: a.tick }, { open: right, branch: b.branch, tick: b.tick }),
      }
    },
  }
}
