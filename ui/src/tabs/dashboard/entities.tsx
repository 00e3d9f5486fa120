// What the cache has of a type, and one of them whole.
import { useEffect, useRef, useState } from "preact/hooks";

import { api } from "../../api/client";
import type { Entities as Page, EntityWhole } from "../../api/types/entities";
import { Button, Copy, Failure, JsonTree, Pager, TextField, Time, useLoad, usePages, Waiting } from "../../components";
import { href, replace } from "../../router";
import { shell } from "../../strings";
import { t } from "./strings";

const WAIT_MS = 350;

export function Entities({ type, id, search }: { type: string; id: string | null; search: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [type, id]);
  const back = id === null ? href(["dashboard"]) : href(["dashboard", "entities", type]);
  return (
    <section class="stack" aria-labelledby="entities">
      <p><a href={back}>← {t(id === null ? "back" : "back_to")}</a></p>
      <h2 id="entities" ref={heading} tabIndex={-1}>{type}</h2>
      {id === null ? <List type={type} search={search} key={type} /> : <One type={type} id={id} key={id} />}
    </section>
  );
}

function List({ type, search }: { type: string; search: string }) {
  const [text, setText] = useState(search);
  useEffect(() => {
    if (text.trim() === search) return;
    const timer = setTimeout(() => replace(href(["dashboard", "entities", type], { search: text.trim() })), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text, search]);
  const pages = usePages(async (cursor, signal) => {
    const { entities, next } = await api.get<Page>("entities", { query: { type, search, cursor, limit: 100 }, signal });
    return { rows: entities, next };
  }, [type, search]);
  const isEmpty = pages.rows.length === 0 && !pages.isLoading && pages.problem === null;
  return (
    <>
      <TextField label={t("search")} value={text} onValue={setText} input={{ type: "search", maxLength: 200 }} />
      {isEmpty && <p class="muted">{t(pages.hasMore ? "look_further" : "no_entity")}</p>}
      {pages.rows.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="entities">
          <table>
            <thead><tr><th scope="col">{t("name")}</th><th scope="col">{t("id")}</th><th scope="col">{t("fetched")}</th></tr></thead>
            <tbody>
              {pages.rows.map((entity) => (
                <tr key={entity.id}>
                  <th scope="row"><a href={href(["dashboard", "entities", type, entity.id])}>{entity.name}</a></th>
                  <td><code>{entity.id}</code></td>
                  <td><Time at={entity.fetched_at} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager pages={pages} />
    </>
  );
}

function One({ type, id }: { type: string; id: string }) {
  const path = `entities/${encodeURIComponent(type)}/${encodeURIComponent(id)}`;
  const { value, problem, isLoading, again } = useLoad((signal) => api.get<EntityWhole>(path, { signal }), [path]);
  const [isRaw, setRaw] = useState(false);
  if (value === null) {
    return <><Failure problem={problem}><Button onClick={again}>{shell("again")}</Button></Failure>{isLoading && <Waiting label={shell("loading")} />}</>;
  }
  const text = JSON.stringify(value.payload, null, 2);
  return (
    <>
      <dl class="facts">
        <dt>{t("name")}</dt>
        <dd>{value.name}</dd>
        <dt>{t("id")}</dt>
        <dd><code>{value.id}</code> <Copy label={t("id")} text={() => value.id} /></dd>
        {value.parent !== null && <><dt>{t("parent")}</dt><dd><code>{value.parent}</code></dd></>}
        <dt>{t("fetched")}</dt>
        <dd><Time at={value.fetched_at} /></dd>
      </dl>
      <div class="row">
        <Button pressed={!isRaw} onClick={() => setRaw(false)}>{t("tree")}</Button>
        <Button pressed={isRaw} onClick={() => setRaw(true)}>{t("raw")}</Button>
        <Copy label={t("payload")} text={() => text} />
      </div>
      {isRaw ? <pre tabIndex={0} aria-label={t("payload")}>{text}</pre> : <div class="card"><JsonTree label={t("payload")} value={value.payload} /></div>}
    </>
  );
}
