// Everything that is wrong with the document, each leading to where it is.
import { Notice } from "../../../components";
import { afterwards, reveal } from "./focus";
import { names } from "./document";
import { locate } from "./places";
import { useStore } from "./store";
import { t } from "./strings";

export function Summary() {
  const store = useStore();
  const mistakes = store.mistakes.value;
  if (mistakes.length === 0 || !store.showsAll.value) return null;
  const go = (path: string) => (store.isJson.value ? select(path) : reveal(store, path));
  return (
    <div class="summary" tabIndex={-1}>
      <Notice kind="error" title={t("mistakes", { count: mistakes.length })}>
        <ul>
          {mistakes.map(({ path, message }, index) => (
            <li key={index}><button type="button" class="link" onClick={() => go(path)}>{path === "" ? t("whole_document") : path}</button> {message}</li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}

/** Selects the place in the JSON that is shown. */
function select(path: string) {
  afterwards(() => {
    const area = document.querySelector<HTMLTextAreaElement>(".builder-json textarea");
    if (area === null) return document.querySelector(".builder-json .json-editor-place > *")?.shadowRoot?.querySelector<HTMLElement>("[contenteditable]")?.focus();
    area.focus();
    for (let at = names(path); ; at = at.slice(0, -1)) {
      const found = locate(area.value, at);
      if (found === null && at.length > 0) continue;
      const [from, to] = found ?? [0, 0];
      area.setSelectionRange(from, from);
      // Scrolls to it.
      area.blur();
      area.focus();
      return area.setSelectionRange(from, to);
    }
  });
}
