// The editor itself. It lives in a shadow tree, where its styles are adopted and no inline style is needed; its colours
// are the page's own, which go through into shadow trees.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, linter, lintKeymap } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export interface Options {
  text: string;
  label: string;
  isRequired: boolean;
  onText: (text: string) => void;
}

export interface Mounted {
  /** Shows another text, unless it is the one that stands there. */
  show: (text: string, hasError: boolean) => void;
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
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--accent-soft)" },
  "&.cm-focused .cm-matchingBracket": { background: "var(--accent-soft)", outline: "1px solid var(--accent)" },
  "&.cm-focused .cm-nonmatchingBracket": { background: "var(--error-soft)", outline: "1px solid var(--error)" },
  ".cm-foldPlaceholder": { background: "var(--sunken)", border: "1px solid var(--line)", color: "var(--muted)" },
  ".cm-tooltip": { background: "var(--surface)", border: "1px solid var(--edge)", color: "var(--text)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--error)" },
});

/** An empty text is no mistake: it stands for nothing. */
const lint: Extension = linter((view) => (view.state.doc.toString().trim() === "" ? [] : jsonParseLinter()(view)));

export function mount(place: HTMLElement, { text, label, isRequired, onText }: Options): Mounted {
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        json(),
        lint,
        syntaxHighlighting(colours),
        theme,
        EditorView.lineWrapping,
        EditorState.tabSize.of(2),
        EditorView.contentAttributes.of({ "aria-label": label, ...(isRequired ? { "aria-required": "true" } : {}) }),
        // Tab is in none of them: it leaves the editor.
        keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onText(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    show: (next, hasError) => {
      view.contentDOM.setAttribute("aria-invalid", String(hasError));
      const { doc } = view.state;
      if (doc.toString() !== next) view.dispatch({ changes: { from: 0, to: doc.length, insert: next } });
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
