// The editor itself. It lives in a shadow tree, where its styles are adopted and no inline style is needed; its colours
// are the page's own, which go through into shadow trees. No more of CodeMirror is taken than JSON needs.
import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { HighlightStyle, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { Decoration, type DecorationSet, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export interface Options {
  text: string;
  label: string;
  isRequired: boolean;
  onText: (text: string) => void;
}

export interface Mounted {
  /** Shows another text, unless it is the one that stands there. */
  show: (text: string) => void;
  /** Says whether something is wrong with the text. */
  mark: (hasError: boolean) => void;
  focus: () => void;
  destroy: () => void;
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-name)" },
  { tag: tags.string, color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
]);

const theme = EditorView.theme({
  "&": { background: "var(--surface)", color: "var(--text)", border: "1px solid var(--edge)", borderRadius: "var(--radius)", fontSize: "0.87rem" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", minHeight: "12em", maxHeight: "60vh" },
  ".cm-gutters": { background: "var(--sunken)", color: "var(--muted)", borderRight: "1px solid var(--line)" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-activeLine": { background: "color-mix(in srgb, var(--accent-soft) 45%, transparent)" },
  ".cm-activeLineGutter": { background: "transparent" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--accent-soft)" },
  ".cm-wrong": { background: "var(--error-soft)", textDecoration: "underline wavy var(--error)" },
});

const mark = Decoration.mark({ class: "cm-wrong" });

/** Marks where the text is no JSON. What is wrong is told in words below the editor. */
const mistakes = ViewPlugin.fromClass(
  class {
    marks: DecorationSet;
    constructor(view: EditorView) {
      this.marks = wrong(view);
    }
    update({ view, state, startState, docChanged, viewportChanged }: ViewUpdate) {
      if (docChanged || viewportChanged || syntaxTree(state) !== syntaxTree(startState)) this.marks = wrong(view);
    }
  },
  { decorations: ({ marks }) => marks },
);

function wrong({ state, visibleRanges }: EditorView): DecorationSet {
  const found: [number, number][] = [];
  // An empty text is no mistake: it stands for nothing.
  if (/^\s*$/.test(state.doc.sliceString(0, 1000)) && state.doc.length < 1000) return Decoration.none;
  for (const { from, to } of visibleRanges) {
    syntaxTree(state).iterate({ from, to, enter: ({ type, from: start, to: end }) => {
      // Where something is missing there is nothing to mark but what stands before.
      if (type.isError) found.push([start === end ? Math.max(0, start - 1) : start, end]);
    } });
  }
  return Decoration.set(found.filter(([start, end]) => start < end).map(([start, end]) => mark.range(start, end)), true);
}

export function mount(place: HTMLElement, { text, label, isRequired, onText }: Options): Mounted {
  let isTold = false;
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        json(),
        syntaxHighlighting(colours),
        mistakes,
        theme,
        EditorView.lineWrapping,
        EditorState.tabSize.of(2),
        EditorView.contentAttributes.of({ "aria-label": label, ...(isRequired ? { "aria-required": "true" } : {}) }),
        // Tab is in none of them: it leaves the editor.
        keymap.of([...standardKeymap, ...historyKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !isTold) onText(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    mark: (hasError) => view.contentDOM.setAttribute("aria-invalid", String(hasError)),
    show: (next) => {
      const { doc } = view.state;
      if (doc.toString() === next) return;
      isTold = true;
      view.dispatch({ changes: { from: 0, to: doc.length, insert: next } });
      isTold = false;
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
