// Small charts, drawn by hand. What they show stands in a table too, for whoever can't see them.
import type { Ref } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

import { number } from "../../locale";
import { shell } from "../../strings";

export interface Bar {
  /** What it stands for, in the table and where it is pointed at. */
  label: string;
  value: number;
  /** Under the bar, where there is room for it. */
  mark?: string | undefined;
}

/** Room that a text under a bar needs, in pixels. */
const MARK = 90;

/** As wide as it is drawn until it is known how much room there is. */
const WIDTH = 480;
const HEIGHT = 120;
const BELOW = 18;

/** The next round number: 1, 2 or 5 and zeros. */
export function roundUp(value: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((factor) => factor * step).find((round) => round >= value) ?? value;
}

/** How wide the place of a chart is, so that its texts stay as large as others. */
function useWidth(): [Ref<SVGSVGElement>, number] {
  const place = useRef<SVGSVGElement>(null);
  const [width, setWidth] = useState(WIDTH);
  useEffect(() => {
    if (place.current === null || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(160, Math.round(entry?.contentRect.width ?? WIDTH))));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return [place, width];
}

/** Upright bars, one for each hour. */
export function Columns({ title, summary, bars, first, second }: { title: string; summary: string; bars: Bar[]; first: string; second: string }) {
  const top = roundUp(Math.max(1, ...bars.map(({ value }) => value)));
  const [place, width] = useWidth();
  const wide = width / Math.max(1, bars.length);
  const marks = bars.flatMap(({ mark }, at) => (mark === undefined ? [] : [at])).toReversed();
  const every = Math.ceil((marks.length * MARK) / width);
  const marked = new Set(marks.filter((_, place) => place % every === 0));
  const high = (value: number) => (value === 0 ? 0 : Math.max(2, (value / top) * (HEIGHT - 14)));
  const id = useId();
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption id={id}><h3>{title}</h3><p class="muted">{summary}</p></figcaption>
      <svg ref={place} viewBox={`0 0 ${width} ${HEIGHT + BELOW}`} height={HEIGHT + BELOW} role="img" aria-label={`${title}: ${summary}`}>
        <line class="chart-axis" x1="0" x2={width} y1={HEIGHT} y2={HEIGHT} />
        <line class="chart-grid" x1="0" x2={width} y1="14" y2="14" />
        <text class="chart-text" x="0" y="10">{number(top)}</text>
        {bars.map((bar, at) => (
          <g key={bar.label}>
            <rect class="chart-bar" x={at * wide + 1} y={HEIGHT - high(bar.value)} width={wide - 2} height={high(bar.value)}>
              <title>{`${bar.label}: ${number(bar.value)}`}</title>
            </rect>
            {bar.mark !== undefined && marked.has(at) && <Mark text={bar.mark} at={at} count={bars.length} width={width} />}
          </g>
        ))}
      </svg>
      <Table first={first} second={second} bars={bars} />
    </figure>
  );
}

/** What stands under a bar: in its middle, and at the last one up to its end. */
function Mark({ text, at, count, width }: { text: string; at: number; count: number; width: number }) {
  const wide = width / count;
  const isLast = at === count - 1;
  return <text class="chart-text" x={isLast ? width : at * wide + wide / 2} y={HEIGHT + 13} text-anchor={isLast ? "end" : "middle"}>{text}</text>;
}

export interface Line extends Bar {
  /** How the number is written. */
  shown: string;
  kind: string;
}

const TALL = 22;
const LABELS = 96;
const NUMBERS = 84;

/** Bars that lie, one for each state. */
export function Lines({ title, summary, lines, first, second }: { title: string; summary: string; lines: Line[]; first: string; second: string }) {
  const top = Math.max(1, ...lines.map(({ value }) => value));
  const [place, width] = useWidth();
  const room = Math.max(20, width - LABELS - NUMBERS);
  const id = useId();
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption id={id}><h3>{title}</h3><p class="muted">{summary}</p></figcaption>
      <svg ref={place} viewBox={`0 0 ${width} ${lines.length * TALL}`} height={lines.length * TALL} role="img" aria-label={`${title}: ${summary}`}>
        {lines.map((line, at) => {
          const long = line.value === 0 ? 0 : Math.max(2, (line.value / top) * room);
          return (
            <g key={line.label}>
              <text class="chart-text" x="0" y={at * TALL + 15}>{line.label}</text>
              <rect class={`chart-bar ${line.kind}`} x={LABELS} y={at * TALL + 4} width={long} height={TALL - 8} />
              <text class="chart-text" x={LABELS + long + 6} y={at * TALL + 15}>{line.shown}</text>
            </g>
          );
        })}
      </svg>
      <Table first={first} second={second} bars={lines.map((line) => ({ ...line, text: line.shown }))} />
    </figure>
  );
}

function Table({ first, second, bars }: { first: string; second: string; bars: (Bar & { text?: string })[] }) {
  return (
    <details>
      <summary>{shell("data_table")}</summary>
      <table>
        <thead><tr><th scope="col">{first}</th><th scope="col" class="number">{second}</th></tr></thead>
        <tbody>
          {bars.map((bar) => <tr key={bar.label}><th scope="row">{bar.label}</th><td class="number">{bar.text ?? number(bar.value)}</td></tr>)}
        </tbody>
      </table>
    </details>
  );
}
