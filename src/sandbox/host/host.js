// Clockify's side of the conversation with an add-on's page. What can be chosen is also taken from the address:
// ?addon=universal-webhook&user=…&role=ADMIN&theme=DARK&language=EN&reply=bare&lifetime=20
"use strict";

const $ = (id) => document.getElementById(id);

/** What a new token comes as. Clockify documents none, so everything that has been seen, and what must not be believed. */
const REPLIES = {
  "title-body": ["a title and the token as body", (token) => ({ title: "refreshAddonToken", body: token })],
  "title-object": ["a title and an object", (token) => ({ title: "refreshAddonToken", body: { auth_token: token } })],
  "title-body-json": ["the first one as JSON text", (token) => JSON.stringify({ title: "refreshAddonToken", body: token })],
  "title-object-json": ["the second one as JSON text", (token) => JSON.stringify({ title: "refreshAddonToken", body: { auth_token: token } })],
  "action-payload": ["an action and the token as payload", (token) => ({ action: "refreshAddonToken", payload: token })],
  "action-object": ["an action and an object", (token) => ({ action: "refreshAddonToken", payload: { auth_token: token } })],
  "action-payload-json": ["the former as JSON text", (token) => JSON.stringify({ action: "refreshAddonToken", payload: token })],
  "action-object-json": ["the latter as JSON text", (token) => JSON.stringify({ action: "refreshAddonToken", payload: { auth_token: token } })],
  renamed: ["another title", (token) => ({ title: "addonTokenRefreshed", body: { token } })],
  bare: ["the token and nothing else", (token) => token],
  forged: ["a token that nobody signed", (token) => ({ title: "refreshAddonToken", body: broken(token) })],
  another: ["another user's token", (token) => ({ title: "refreshAddonToken", body: token })],
  failed: ["a refusal", () => ({ title: "refreshAddonTokenFailed" })],
  none: ["nothing at all", () => null],
};

const PLACES = ["Time tracker", "Calendar", "Reports"];

let sandbox = null;
let frame = null;
let place = "add-on";
let last = null;

async function ask(path, body) {
  const init = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, init);
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.message ?? answer.statusText);
  return said;
}

const addon = () => sandbox.addons.find((each) => each.name === $("addon").value);
const origin = () => new URL(addon().address).origin;

function broken(token) {
  const [head, claims, signature] = token.split(".");
  return [head, claims, [...signature].reverse().join("")].join(".");
}

function wanted() {
  const value = (id) => $(id).value;
  return {
    addon: value("addon"),
    user: value("user"),
    role: value("role"),
    theme: value("theme"),
    language: value("language"),
    lifetime: Number(value("lifetime")),
  };
}

/** Loads the add-on's page, as a click on its entry in the side bar does. */
async function open() {
  place = "add-on";
  showPlaces();
  try {
    const { page } = await ask("token", wanted());
    frame = document.createElement("iframe");
    frame.name = "addon";
    frame.title = addon().label;
    frame.src = page;
    $("inside").replaceChildren(frame);
  } catch (error) {
    frame = null;
    $("inside").replaceChildren(paragraph(error.message));
  }
}

function paragraph(text) {
  const p = document.createElement("p");
  p.textContent = text;
  return p;
}

/** Tells the add-on's page something. */
function tell(message) {
  if (frame === null || message === null) return;
  note("to", message);
  frame.contentWindow.postMessage(message, origin());
}

function note(direction, message) {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  const item = document.createElement("li");
  // A token is long, and says nothing to a person.
  item.textContent = `${direction === "to" ? "→" : "←"} ${text.replace(/eyJ[\w.-]+/g, "(token)")}`;
  $("log").prepend(item);
  while ($("log").children.length > 50) $("log").lastChild.remove();
}

window.addEventListener("message", async (event) => {
  if (frame === null || event.source !== frame.contentWindow || event.origin !== origin()) return;
  note("from", event.data);
  let message = event.data;
  try {
    if (typeof message === "string") message = JSON.parse(message);
  } catch {
    return;
  }
  const { action, payload } = message ?? {};
  if (action === "refreshAddonToken") await refresh();
  if (action === "toastrPop") toast(payload ?? {});
  if (action === "navigate" && payload?.type === "tracker") go(PLACES[0]);
});

async function refresh() {
  const reply = $("reply").value;
  const others = sandbox.people.find((person) => person.id !== $("user").value);
  try {
    const { token } = await ask("token", reply === "another" ? { ...wanted(), user: others.id } : wanted());
    tell(REPLIES[reply][1](token));
  } catch {
    tell(REPLIES.failed[1]());
  }
}

function toast({ type, message }) {
  const shown = paragraph(`Add-on: ${message}`);
  shown.dataset.type = type;
  $("toasts").append(shown);
  setTimeout(() => shown.remove(), 8000);
}

/** Another page of Clockify's: what an add-on in the side bar hears of it is the address. */
function go(to) {
  place = to;
  showPlaces();
  tell({ title: "URL_CHANGED", body: `${location.origin}/${to.toLowerCase().replace(" ", "-")}` });
}

function showPlaces() {
  const entries = [...PLACES.map((name) => [name, name, () => go(name)]), ["add-on", addon().label, open]];
  $("places").replaceChildren(
    ...entries.map(([id, label, act]) => {
      const item = document.createElement("li");
      const entry = button(label, act);
      if (id === place) entry.setAttribute("aria-current", "page");
      item.append(entry);
      return item;
    }),
  );
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function fill(select, entries) {
  select.replaceChildren(...entries.map(([value, label]) => new Option(label, value)));
}

/** Does something in Clockify as the user that is chosen, and tells the add-on's page as Clockify does. */
async function act(title, method, path, body) {
  const { status, answer } = await ask("clockify", { user: $("user").value, method, path, body });
  if (status >= 300) return toast({ type: "error", message: answer?.message ?? `status ${status}` });
  if (title !== null) tell({ title, body: answer });
  return answer;
}

const now = (minutes = 0) => new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+/, "");

const entry = (more) => ({ description: $("description").value, projectId: $("project").value || null, billable: true, ...more });

const ACTS = {
  "Start a timer": async () => {
    last = await act("TIME_ENTRY_STARTED", "POST", "/time-entries", entry({ start: now() }));
  },
  "Stop it": async () => {
    last = await act("TIME_ENTRY_STOPPED", "PATCH", `/user/${$("user").value}/time-entries`, { end: now() });
  },
  "Add an hour": async () => {
    last = await act("TIME_ENTRY_CREATED", "POST", "/time-entries", entry({ start: now(-60), end: now() }));
  },
  "Change it": async () => {
    if (last === null) return toast({ type: "warning", message: "there is no entry yet" });
    const { start, end } = last.timeInterval;
    const { projectId, taskId, tagIds, billable } = last;
    const body = { description: `${last.description} (changed)`, start, end, projectId, taskId, tagIds, billable };
    last = await act("TIME_ENTRY_UPDATED", "PUT", `/time-entries/${last.id}`, body);
  },
  "Delete it": async () => {
    if (last === null) return toast({ type: "warning", message: "there is no entry yet" });
    await act("TIME_ENTRY_DELETED", "DELETE", `/time-entries/${last.id}`);
    last = null;
  },
  "New project": () => act(null, "POST", "/projects", { name: `Project of ${now()}` }),
  "New client": () => act(null, "POST", "/clients", { name: `Client of ${now()}` }),
  "New tag": () => act(null, "POST", "/tags", { name: `Tag of ${now()}` }),
};

const INSTALLATION = { Install: "installed", Uninstall: "uninstalled", "Switch on": "active", "Switch off": "inactive" };

/** Waits until the add-ons are installed, which begins as the sandbox does. */
async function installed() {
  for (let tries = 0; ; tries += 1) {
    const state = await ask("state");
    // One that was taken out stays out.
    if (state.addons.every((each) => each.installed) || tries === 25) return state;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function follow() {
  document.documentElement.dataset.theme = $("theme").value === "DARK" ? "dark" : "light";
}

async function start() {
  sandbox = await installed();
  $("workspace").textContent = sandbox.workspace.name;
  fill($("addon"), sandbox.addons.map((each) => [each.name, each.title]));
  fill($("user"), sandbox.people.map((person) => [person.id, `${person.name} (${person.role.toLowerCase()})`]));
  fill($("reply"), Object.entries(REPLIES).map(([id, [label]]) => [id, label]));
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = $(name);
    if (field instanceof HTMLSelectElement) field.value = value;
  }
  const { answer } = await ask("clockify", { user: $("user").value, method: "GET", path: "/projects?page-size=30&archived=false" });
  fill($("project"), [["", "none"], ...answer.map((project) => [project.id, project.name])]);
  if (answer.length > 0) $("project").value = answer[0].id;
  fill($("event"), addon().events.map((name) => [name, name]));
  $("acts").append(...Object.entries(ACTS).map(([label, act]) => button(label, act)));
  $("installation").append(
    ...Object.entries(INSTALLATION).map(([label, to]) =>
      button(label, () => ask("installation", { addon: $("addon").value, to }).catch((error) => toast({ message: error.message }))),
    ),
  );
  $("deliver").addEventListener("click", async () => {
    const { status } = await ask("deliver", { addon: $("addon").value, event: $("event").value });
    note("to", `delivery: ${status}`);
  });
  $("clear").addEventListener("click", () => $("log").replaceChildren());
  $("who").addEventListener("submit", (event) => {
    event.preventDefault();
    void open();
  });
  $("addon").addEventListener("change", () => {
    fill($("event"), addon().events.map((name) => [name, name]));
    void open();
  });
  $("user").addEventListener("change", () => {
    $("role").value = sandbox.people.find((person) => person.id === $("user").value).role;
    void open();
  });
  $("role").addEventListener("change", open);
  // Clockify doesn't load the add-on's page anew for these.
  for (const id of ["theme", "language"]) {
    $(id).addEventListener("change", () => {
      follow();
      tell({ title: "USER_SETTINGS_UPDATED", body: { theme: $("theme").value, language: $("language").value } });
    });
  }
  $("stranger").addEventListener("click", strange);
  follow();
  await open();
}

/** Has a page of another origin send a token that is true, but not that page's to give. */
async function strange() {
  const { token } = await ask("token", { ...wanted(), theme: wanted().theme === "DARK" ? "DEFAULT" : "DARK" });
  const stranger = document.createElement("iframe");
  stranger.id = "stranger-frame";
  stranger.title = "Somebody else's page";
  stranger.src = sandbox.stranger;
  stranger.addEventListener("load", () => {
    const send = (message) => stranger.contentWindow.postMessage(message, new URL(sandbox.stranger).origin);
    send({ title: "USER_SETTINGS_UPDATED" });
    send({ title: "refreshAddonToken", body: token });
    note("to", "a stranger's messages");
  });
  document.getElementById("stranger-frame")?.remove();
  document.body.append(stranger);
}

start().catch((error) => $("inside").replaceChildren(paragraph(error.message)));
