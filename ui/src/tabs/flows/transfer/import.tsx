// A flow from elsewhere: a file or a text, what takes the place of what was taken out, what there is to note, and then the flow.
import { useMemo, useState } from "preact/hooks";

import { Field, Select, TextArea } from "../../../components";
import { read } from "../../../json";
import { size } from "../../../locale";
import { me } from "../../../me";
import { href } from "../../../router";
import { shell } from "../../../strings";
import { Page } from "../parts/page";
import { t as all } from "../strings";
import { flowsIn, nameOf } from "./document";
import { One } from "./one";
import { t } from "./strings";

export function Import() {
  const [text, setText] = useState("");
  const [mistake, setMistake] = useState<string | null>(null);
  const [chosen, setChosen] = useState(0);
  const most = me.value?.limits.body_bytes ?? 1024 * 1024;
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > most) return setMistake(t("too_large", { most: size(most) }));
    setMistake(null);
    write(await file.text());
  };
  const write = (text: string) => {
    setText(text);
    setChosen(0);
  };
  const found = useMemo(() => (text.trim() === "" ? null : read(text)), [text]);
  const flows = found !== null && "value" in found ? flowsIn(found.value) : [];
  const document = flows[chosen];
  return (
    <Page title={t("import")} back={{ href: href(["flows"]), label: all("all_flows") }}>
      <p>{t("hint")}</p>
      <div class="card">
        <Field label={t("file")} hint={t("file_hint", { most: size(most) })} error={mistake}>
          {(labelled) => <input type="file" accept=".json,application/json" {...labelled} onChange={(event) => take(event.currentTarget.files?.[0])} />}
        </Field>
        <TextArea label={t("text")} hint={t("text_hint")} error={found !== null && "why" in found ? shell("not_json", { why: found.why }) : null} value={text} onValue={write} rows={8} code />
        {flows.length > 1 && (
          <Select label={t("which")} hint={t("kind_list", { count: flows.length })} value={String(chosen)} onValue={(value) => setChosen(Number(value))} choices={flows.map((flow, index) => ({ value: String(index), label: nameOf(flow) || t("unnamed", { number: index + 1 }) }))} />
        )}
      </div>
      {document !== undefined && <One key={`${chosen} ${text}`} document={document} />}
    </Page>
  );
}
