// The shell: who looks, which tabs there are, and the one that is open.
import { computed, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

import { api, connection, Problem } from "./api/client";
import type { Me } from "./api/types/me";
import { Boundary } from "./components/boundary";
import { Button } from "./components/button";
import { Questions } from "./components/dialog";
import { Notice } from "./components/notice";
import { Status } from "./components/status";
import { Waiting } from "./components/waiting";
import { locale } from "./locale";
import { me } from "./me";
import { href, route } from "./router";
import { hasToken, session } from "./session";
import { shell as t } from "./strings";
import { type Tab, tabs } from "./tabs";

const failed = signal<Problem | null>(null);
const shown = computed(() => tabs.filter((tab) => me.value !== null && tab.isFor(me.value)));
const open = computed(() => shown.value.find((tab) => tab.id === route.value.tab) ?? shown.value[0]);

async function look() {
  failed.value = null;
  try {
    const found = await api.get<Me>("me");
    locale.value = found.locale;
    me.value = found;
  } catch (error) {
    failed.value = Problem.of(error);
  }
}

export function App() {
  useEffect(() => {
    if (hasToken()) void look();
  }, []);
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>{t("skip")}</a>
      <Connection />
      {me.value === null ? <Before /> : <Inside />}
      <Questions />
      <Status />
    </>
  );
}

/** A hash is a route here, so the link moves the focus itself. */
function skip(event: Event) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** A page with one thing on it. */
function Alone({ children }: { children: ComponentChildren }) {
  return (
    <main id="main" tabIndex={-1} class="alone">
      <h1 class="hidden-text">{document.title}</h1>
      {children}
    </main>
  );
}

/** Before it is known who looks. */
function Before() {
  if (!hasToken()) return <Alone><Notice kind="info" title={t("no_token")}>{t("no_token_hint")}</Notice></Alone>;
  if (failed.value === null) return <Alone><Waiting label={t("loading")} /></Alone>;
  return (
    <Alone>
      <Notice kind="error" title={t("not_in")}>
        <p>{failed.value.message}</p>
        <Button onClick={look}>{t("again")}</Button>
      </Notice>
    </Alone>
  );
}

function Inside() {
  const tab = open.value;
  if (tab === undefined) return <Alone><Notice kind="info" title={t("nothing")}>{t("nothing_hint")}</Notice></Alone>;
  return (
    <>
      <header class="top">
        <h1>{me.value?.name}</h1>
        <nav aria-label={t("tabs")}>
          <ul>
            {shown.value.map((each) => (
              <li key={each.id}>
                <a href={href([each.id])} aria-current={each.id === tab.id ? "page" : undefined}>{each.label()}</a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <Room tab={tab} key={tab.id} />
      </main>
    </>
  );
}

function Room({ tab }: { tab: Tab }) {
  useEffect(() => {
    document.title = `${tab.label()} – ${me.value?.name ?? ""}`;
  }, [tab]);
  return <Boundary><tab.view path={route.value.path} query={route.value.query} /></Boundary>;
}

/** What is wrong between here and the server, if something is. */
function Connection() {
  const what = session.value === "ended" ? "ended" : connection.value === "lost" ? "lost" : null;
  if (what === null) return null;
  return <section aria-label={t("connection")}><Notice kind="warning" title={t(what)}>{t(`${what}_hint`)}</Notice></section>;
}
