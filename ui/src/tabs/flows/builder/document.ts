// The document as it is edited: the JSON itself, changed in its places. What the page doesn't know of it is never touched,
// so nothing has to be put back. A place is a JSON pointer.

import { isExact } from "../../../json";

/** The names on the way to a place. */
export function names(pointer: string): string[] {
  return pointer === "" ? [] : pointer.slice(1).split("/").map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The place of something inside of a place. */
export function place(pointer: string, ...inner: (string | number)[]): string {
  return inner.reduce<string>((path, name) => `${path}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`, pointer);
}

/** The place around a place. */
export const around = (pointer: string) => pointer.slice(0, pointer.lastIndexOf("/"));

export type Members = Record<string, unknown>;

/** An object; a number that is kept as it was written is none. */
export const isObject = (value: unknown): value is Members => typeof value === "object" && value !== null && !Array.isArray(value) && !isExact(value);

/** A member by its name, if it is the value's own. */
export function member(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined;
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** What stands there; undefined for nothing. */
export const at = (document: unknown, pointer: string): unknown => names(pointer).reduce(member, document);

const keys = new WeakMap<object, number>();
let last = 0;

/** A number that stays with a part of the document while it is changed and moved. */
export function keyOf(part: unknown): number {
  if (typeof part !== "object" || part === null) return 0;
  let key = keys.get(part);
  if (key === undefined) {
    key = ++last;
    keys.set(part, key);
  }
  return key;
}

function inherit<T>(after: T, before: unknown): T {
  if (typeof after === "object" && after !== null && typeof before === "object" && before !== null && !keys.has(after)) keys.set(after, keyOf(before));
  return after;
}

/** With a value there; undefined takes away what is there. What is missing on the way is made. */
export function put(document: unknown, pointer: string, value: unknown): unknown {
  return set(document, names(pointer), value);
}

function set(container: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return inherit(value, container);
  const inside = rest.length === 0 ? inherit(value, member(container, name)) : set(member(container, name), rest, value);
  if (Array.isArray(container)) {
    const index = Number(name);
    if (!/^\d+$/.test(name)) return container;
    const list = inside === undefined ? container.filter((_, each) => each !== index) : container.toSpliced(index, 1, inside);
    return inherit(list, container);
  }
  // By entries, so that a member of any name is a member, and its place among the others stays.
  const entries = isObject(container) ? Object.entries(container) : [];
  const index = entries.findIndex(([own]) => own === name);
  if (inside === undefined) entries.splice(index, index < 0 ? 0 : 1);
  else entries.splice(index < 0 ? entries.length : index, index < 0 ? 0 : 1, [name, inside]);
  return inherit(Object.fromEntries(entries), container);
}

/** Without what is there, nor the objects around it, up to `to`, that held nothing else. */
export function clear(document: unknown, pointer: string, to: string): unknown {
  const without = put(document, pointer, undefined);
  const outer = around(pointer);
  const left = at(without, outer);
  return outer.length >= to.length && outer !== "" && isObject(left) && Object.keys(left).length === 0 ? clear(without, outer, to) : without;
}

/** With a member more in a list. */
export function insert(document: unknown, list: string, index: number, value: unknown): unknown {
  const before = at(document, list);
  return put(document, list, inherit(Array.isArray(before) ? before.toSpliced(index, 0, value) : [value], before));
}

/** With a member of a list at another place in it. */
export function move(document: unknown, list: string, from: number, to: number): unknown {
  const before = at(document, list);
  if (!Array.isArray(before) || from === to || from < 0 || to < 0 || from >= before.length || to >= before.length) return document;
  return put(document, list, before.toSpliced(from, 1).toSpliced(to, 0, before[from]));
}

/** With a member's name changed, at the place that it has. */
export function rename(document: unknown, object: string, from: string, to: string): unknown {
  const before = at(document, object);
  if (!isObject(before) || Object.hasOwn(before, to)) return document;
  return put(document, object, Object.fromEntries(Object.entries(before).map(([name, value]) => [name === from ? to : name, value])));
}

/** Whether two values say the same; the order of members doesn't count. */
export function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((each, index) => same(each, other[index]));
  if (!isObject(one) || !isObject(other)) return Object.is(one, other) || (isExact(one) && isExact(other) && JSON.stringify(one) === JSON.stringify(other));
  const members = Object.entries(one);
  return members.length === Object.keys(other).length && members.every(([name, value]) => Object.hasOwn(other, name) && same(value, other[name]));
}

/** Whether a place is another one, or lies in it. */
export const isIn = (pointer: string, outer: string) => pointer === outer || pointer.startsWith(`${outer}/`);
