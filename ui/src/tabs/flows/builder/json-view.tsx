// The document as a whole, as JSON. What can be read is taken over at once.
import { useEffect, useState } from "preact/hooks";

import { JsonEditor } from "../../../components/json-editor";
import { read, write } from "../../../json";
import { useStore } from "./store";
import { t } from "./strings";

/** Whether the text can be read is told, so that nobody leaves it unread. */
export function JsonView({ onReadable }: { onReadable: (isReadable: boolean) => void }) {
  const store = useStore();
  const document = store.document.value;
  const [text, setText] = useState(() => write(document));
  const [mine, setMine] = useState<unknown>(document);
  // Changed from elsewhere: by undoing.
  useEffect(() => {
    if (document === mine) return;
    setMine(document);
    setText(write(document));
    onReadable(true);
  }, [document]);
  const take = (after: string) => {
    setText(after);
    const found = read(after);
    onReadable("value" in found);
    if (!("value" in found)) return;
    setMine(found.value);
    store.showsAll.value = true;
    store.replace(found.value, "json");
  };
  return (
    <section class="card builder-json" aria-labelledby="builder-json">
      <h3 id="builder-json">{t("json")}</h3>
      <JsonEditor label={t("json_document")} hint={t("json_hint")} rows={24} text={text} onText={take} />
    </section>
  );
}
