// The document as a whole, as JSON. What can be read is taken over at once.
import { useEffect, useState } from "preact/hooks";

import { JsonField } from "../../../components";
import { useStore } from "./store";
import { t } from "./strings";

const printed = (document: unknown) => JSON.stringify(document, null, 2);

/** Whether the text can be read is told, so that nobody leaves it unread. */
export function JsonView({ onReadable }: { onReadable: (isReadable: boolean) => void }) {
  const store = useStore();
  const [text, setText] = useState(() => printed(store.document.value));
  const [mine, setMine] = useState<unknown>(store.document.value);
  const document = store.document.value;
  // Changed from elsewhere: by undoing.
  useEffect(() => {
    if (document === mine) return;
    setMine(document);
    setText(printed(document));
    onReadable(true);
  }, [document]);
  const read = (after: unknown) => {
    onReadable(after !== undefined);
    if (after === undefined) return;
    setMine(after);
    store.showsAll.value = true;
    store.replace(after, "json");
  };
  return (
    <section class="card builder-json" aria-labelledby="builder-json">
      <h3 id="builder-json">{t("json")}</h3>
      <JsonField label={t("json_document")} hint={t("json_hint")} rows={24} text={text} onText={(after) => {
        setText(after);
        onReadable(isJson(after));
      }} onJson={read} />
    </section>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
