// Every operation: by group, or those that a search finds.
import { useEffect, useState } from "preact/hooks";

import { api } from "../../api/client";
import type { Catalogue, Found, OperationLine } from "../../api/types/catalogue";
import { Button, Failure, TextField, Waiting } from "../../components";
import { number } from "../../locale";
import { href } from "../../router";
import { shell } from "../../strings";
import { catalogue, catalogueProblem, needCatalogue } from "./data";
import { type Entry, type Index, search } from "./search";
import { explorer as t } from "./strings";

const WAIT_MS = 250;

export function CatalogueList({ at }: { at: string | undefined }) {
  const [text, setText] = useState("");
  const known = catalogue.value;
  useEffect(() => {
    // The list scrolls by itself, so that the page stays where it is.
    const line = document.querySelector<HTMLElement>(".explorer-list [aria-current]");
    const list = line?.closest<HTMLElement>(".explorer-list");
    if (line === null || list === null || list === undefined) return;
    const [inner, outer] = [line.getBoundingClientRect(), list.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) list.scrollTop += inner.top - outer.top - outer.height / 3;
  }, [at, known !== null]);
  if (known === null) {
    return catalogueProblem.value === null ? <Waiting label={shell("loading")} /> : <Failure problem={catalogueProblem.value}><Button onClick={needCatalogue}>{shell("again")}</Button></Failure>;
  }
  return (
    <>
      <TextField label={t("find")} hint={t("find_hint")} value={text} onValue={setText} input={{ type: "search" }} />
      {text.trim() === "" ? <Groups value={known.value} at={at} /> : <Matches index={known.index} text={text} at={at} />}
    </>
  );
}

function Groups({ value, at }: { value: Catalogue; at: string | undefined }) {
  return (
    <>
      {value.groups.map((group) => {
        const current = group.operations.filter((line) => line.deprecated !== true);
        const old = group.operations.filter((line) => line.deprecated === true);
        const isAt = group.operations.some((line) => line.id === at);
        return (
          <details key={group.name} class="operations" open={isAt}>
            <summary>{group.name} <span class="muted">{number(group.operations.length)}</span></summary>
            <Lines lines={current} at={at} />
            {old.length > 0 && (
              <details class="operations" open={old.some((line) => line.id === at)}>
                <summary class="muted">{t("deprecated_count", { count: old.length })}</summary>
                <Lines lines={old} at={at} />
              </details>
            )}
          </details>
        );
      })}
    </>
  );
}

function Matches({ index, text, at }: { index: Index; text: string; at: string | undefined }) {
  const lines = search(index, text);
  // The fields of bodies are known to the server alone.
  const [more, setMore] = useState<{ text: string; ids: string[] }>({ text: "", ids: [] });
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const { operations } = await api.get<Found>("catalogue", { query: { search: text.trim() }, signal: stop.signal });
        setMore({ text, ids: operations });
      } catch {
        // What is found here is enough.
      }
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);
  const others = more.text === text ? more.ids.filter((id) => !lines.some((line) => line.id === id)) : [];
  const all: Entry[] = [...lines, ...index.map(({ entry }) => entry).filter(({ id }) => others.includes(id))];
  return (
    <>
      <p role="status" class="muted">{all.length === 1 ? t("found_one") : t("found", { count: all.length })}</p>
      <Lines lines={all} at={at} />
    </>
  );
}

function Lines({ lines, at }: { lines: readonly (OperationLine & { group?: string })[]; at: string | undefined }) {
  return (
    <ul class="list">
      {lines.map((line) => (
        <li key={line.id}>
          <a class="operation-line" href={href(["explorer", line.id])} aria-current={line.id === at ? "page" : undefined}>
            <Verb method={line.method} /> <span>{line.summary}{line.deprecated === true && <span class="muted"> ({t("deprecated")})</span>}<small>{line.group !== undefined && `${line.group} · `}{short(line.path)}</small></span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The path without what all have. */
export const short = (path: string) => path.replace(/^\/v1\/workspaces\/\{workspaceId\}(?=\/)/, "…");

export function Verb({ method }: { method: string }) {
  return <span class={`verb ${method.toLowerCase()}`}>{method}</span>;
}
