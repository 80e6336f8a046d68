// Marks a line of the learner's code with the sentence that belongs to it. The sentence stands below
// the line, and not in a tooltip, so that it is read on a phone and by a screen reader too.

import { type Extension, RangeSet, StateEffect, StateField, type Text } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  gutterLineClass,
  gutterWidgetClass,
  WidgetType,
} from "@codemirror/view";
import { element } from "../shared/dom.ts";

export interface LineAnnotation {
  line: number;
  sentence: string;
}

const setAnnotations = StateEffect.define<LineAnnotation[]>();

class Sentence extends WidgetType {
  constructor(private readonly sentence: string) {
    super();
  }
  override eq(other: Sentence): boolean {
    return other.sentence === this.sentence;
  }
  override toDOM(): HTMLElement {
    return element("div", { class: "lab-line-note" }, this.sentence);
  }
}

class GutterClass extends GutterMarker {
  constructor(override elementClass: string) {
    super();
  }
}

const markedNumber = new GutterClass("lab-marked-number");
const besideSentence = new GutterClass("lab-noted");
const markedLine = Decoration.line({ class: "lab-marked-line" });

// The place of a mark, and not its number, moves with the text above it.
interface Placed {
  at: number;
  sentence: string;
}

const marks = StateField.define<Placed[]>({
  create: () => [],
  update(placed, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setAnnotations)) return place(effect.value, transaction.state.doc);
    }
    if (!transaction.docChanged) return placed;
    const before = transaction.startState.doc;
    // What was said of a line is no longer true once the line is edited.
    return placed
      .filter(({ at }) => !transaction.changes.touchesRange(at, before.lineAt(at).to))
      .map((mark) => ({ ...mark, at: transaction.changes.mapPos(mark.at, 1) }));
  },
  provide: (field) => [
    EditorView.decorations.compute([field], (state) => decorate(state.field(field), state.doc)),
    gutterLineClass.compute([field], (state) =>
      RangeSet.of(
        state.field(field).map(({ at }) => markedNumber.range(at)),
        true,
      ),
    ),
    gutterWidgetClass.of((_, widget) => (widget instanceof Sentence ? besideSentence : null)),
  ],
});

export function lineAnnotations(): Extension {
  return marks;
}

export function showLineAnnotations(view: EditorView, lines: LineAnnotation[]): void {
  view.dispatch({ effects: setAnnotations.of(lines) });
}

/** Brings a line into sight, with the caret in it. */
export function goToLine(view: EditorView, line: number): void {
  const { doc } = view.state;
  const { from } = doc.line(Math.max(1, Math.min(line, doc.lines)));
  view.dispatch({
    selection: { anchor: from },
    effects: EditorView.scrollIntoView(from, { y: "center" }),
  });
  view.focus();
  view.dom.scrollIntoView({ block: "nearest" });
}

function place(lines: LineAnnotation[], doc: Text): Placed[] {
  const inside = lines.filter(({ line }) => line >= 1 && line <= doc.lines);
  const first = inside.filter((mark, at) => at === inside.findIndex((m) => m.line === mark.line));
  return first.map(({ line, sentence }) => ({ at: doc.line(line).from, sentence }));
}

function decorate(placed: Placed[], doc: Text): DecorationSet {
  const ranges = placed.flatMap(({ at, sentence }) => [
    markedLine.range(at),
    Decoration.widget({ widget: new Sentence(sentence), block: true, side: 1 }).range(
      doc.lineAt(at).to,
    ),
  ]);
  return Decoration.set(ranges, true);
}
