import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

type Colours = Record<string, string>;

function colours(selector: string): Colours {
  const css = readFileSync("src/styles/tokens.css", "utf8");
  const block = css.slice(css.indexOf(`${selector} {`)).split("}", 1)[0] ?? "";
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value] as [string, string]));
}

/** Relative luminance and contrast, as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["page", "surface", "sunken"];
const texts = [
  ...["text", "muted", "accent", "success", "warning", "error", "code-name", "code-text", "code-number"].flatMap((text) => grounds.map((ground) => [text, ground])),
  ["on-accent", "accent"], ["on-accent", "accent-hover"], ["on-error", "error"],
  ...["success", "warning", "error"].map((kind) => [kind, `${kind}-soft`]),
  ...["accent-soft", "success-soft", "warning-soft", "error-soft"].map((ground) => ["text", ground]),
  ["accent", "accent-soft"], ["muted", "accent-soft"],
] as [string, string][];
const edges = ["edge", "focus", "accent"].flatMap((edge) => grounds.map((ground) => [edge, ground])) as [string, string][];

describe.each(['[data-theme="light"]', '[data-theme="dark"]'])("%s", (selector) => {
  const all = colours(selector);
  const of = (name: string) => all[name] ?? expect.fail(`${name} is not defined`);
  it.each(texts)("text: %s on %s is 4.5:1 at least", (text, ground) => expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5));
  it.each(edges)("edge: %s on %s is 3:1 at least", (edge, ground) => expect(contrast(of(edge), of(ground))).toBeGreaterThanOrEqual(3));
});
