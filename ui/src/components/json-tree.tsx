// JSON to look at: a tree whose branches open one by one, so that a large document costs only what is open of it. Whatever
// stands in it is text and stays text.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import { number } from "../locale";
import { shell as t } from "../strings";

/** Members of a branch that are shown at once. */
const STEP = 100;

export interface TreeProps {
  value: unknown;
  /** What the tree is called. */
  label: string;
  /** Branches that are open at first, counted from the root. */
  depth?: number;
  /** What stands beside a member: `path` is its place, as names and indexes. */
  beside?: (path: readonly (string | number)[], value: unknown) => ComponentChildren;
}

export function JsonTree(props: TreeProps) {
  return <div class="tree code" role="group" aria-label={props.label}><Node {...props} name={null} path={[]} depth={props.depth ?? 2} /></div>;
}

function Node(props: TreeProps & { name: string | number | null; path: readonly (string | number)[]; depth: number }) {
  const { value, name, path } = props;
  const isBranch = typeof value === "object" && value !== null && !isRaw(value);
  const [isOpen, setOpen] = useState(props.depth > 0);
  const [count, setCount] = useState(STEP);
  const head = name === null ? null : <><span class="tree-name">{String(name)}</span>: </>;
  const beside = props.beside?.(path, value);
  if (!isBranch) return <div class="tree-leaf">{head}<Leaf value={value} />{beside}</div>;
  const members: [string | number, unknown][] = Array.isArray(value) ? value.map((each, at) => [at, each]) : Object.entries(value);
  const size = Array.isArray(value) ? t("items", { count: number(members.length) }) : t("members", { count: number(members.length) });
  if (members.length === 0) return <div class="tree-leaf">{head}<span>{Array.isArray(value) ? "[]" : "{}"}</span>{beside}</div>;
  return (
    <div class="tree-branch">
      <button type="button" class="tree-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span> {head}<span class="tree-size">{size}</span>
      </button>
      {beside}
      {isOpen && (
        <div class="tree-members">
          {members.slice(0, count).map(([key, member]) => <Node key={key} {...props} name={key} value={member} path={[...path, key]} depth={props.depth - 1} />)}
          {members.length > count && <button type="button" class="tree-more" onClick={() => setCount(count + STEP)}>{t("cut", { count: number(members.length - count) })}: {t("more")}</button>}
        </div>
      )}
    </div>
  );
}

/** Whether a value is a number that is kept as it was written, which not every browser can. */
const isRaw = (value: unknown): boolean => (JSON as { isRawJSON?: (value: unknown) => boolean }).isRawJSON?.(value) ?? false;

/** Longest text that is shown whole. */
const LONGEST = 2000;

function Leaf({ value }: { value: unknown }) {
  const [isWhole, setWhole] = useState(false);
  const text = JSON.stringify(value) ?? "";
  const kind = value === null ? "null" : isRaw(value) ? "number" : typeof value;
  if (text.length <= LONGEST || isWhole) return <span class={`tree-${kind}`}>{text}</span>;
  return <span class={`tree-${kind}`}>{text.slice(0, LONGEST)}… <button type="button" class="tree-more" onClick={() => setWhole(true)}>{t("more")}</button></span>;
}
