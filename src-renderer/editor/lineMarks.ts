import { StateEffect, StateField, type Extension, type Range } from '@codemirror/state'
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view'

/** Lines (from 1) to mark: the one about to run, the one the run failed on, and the one the tick under the play head came from. */
export interface LineMarks {
  running: number | null
  failed: number | null
  played: { line: number; note: string } | null
}

export const setLineMarks = StateEffect.define<LineMarks>()

class Note extends WidgetType {
  readonly text: string
  constructor(text: string) {
    super()
    this.text = text
  }
  override eq(other: Note): boolean {
    return other.text === this.text
  }
  override toDOM(): HTMLElement {
    const note = document.createElement('span')
    note.className = 'cm-lineNote'
    note.textContent = this.text
    return note
  }
  override ignoreEvent(): boolean {
    return true
  }
}

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (!effect.is(setLineMarks)) continue
      const { running, failed, played } = effect.value
      const { doc } = transaction.state
      const ranges: Range<Decoration>[] = []
      if (played !== null && played.line >= 1 && played.line <= doc.lines) {
        const line = doc.line(played.line)
        if (played.line !== running) ranges.push(Decoration.line({ class: 'cm-playedLine' }).range(line.from))
        ranges.push(Decoration.widget({ widget: new Note(played.note), side: 1 }).range(line.to))
      }
      if (running !== null && running >= 1 && running <= doc.lines) {
        ranges.push(Decoration.line({ class: 'cm-runningLine', attributes: { 'aria-current': 'step' } }).range(doc.line(running).from))
      }
      if (failed !== null && failed >= 1 && failed <= doc.lines) {
        const line = doc.line(failed)
        ranges.push(Decoration.line({ class: 'cm-failedLine' }).range(line.from))
        ranges.push(Decoration.widget({ widget: new Note('✕ failed here'), side: 1 }).range(line.to))
      }
      next = Decoration.set(ranges, true)
    }
    return next
  },
  provide: (self) => EditorView.decorations.from(self),
})

export const lineMarks: Extension = field
