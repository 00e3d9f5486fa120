// Small charts, drawn by hand. What they show stands in a table too, for whoever can't see them.
import { useId } from "preact/hooks";

import { number } from "../../locale";
import { shell } from "../../strings";

export interface Bar {
  /** What it stands for, in the table and where it is pointed at. */
  label: string;
  value: number;
  /** Under the bar, where there is room for it. */
  mark?: string | undefined;
}

const WIDTH = 480;
const HEIGHT = 120;
const BELOW = 18;

/** The next round number: 1, 2 or 5 and zeros. */
export function roundUp(value: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((factor) => factor * step).find((round) => round >= value) ?? value;
}

/** Upright bars, one for each hour. */
export function Columns({ title, summary, bars, first, second }: { title: string; summary: string; bars: Bar[]; first: string; second: string }) {
  const top = roundUp(Math.max(1, ...bars.map(({ value }) => value)));
  const wide = WIDTH / Math.max(1, bars.length);
  const high = (value: number) => (value === 0 ? 0 : Math.max(2, (value / top) * (HEIGHT - 14)));
  const id = useId();
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption id={id}><h3>{title}</h3><p class="muted">{summary}</p></figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + BELOW}`} role="img" aria-label={`${title}: ${summary}`}>
        <line class="chart-axis" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
        <line class="chart-grid" x1="0" x2={WIDTH} y1="14" y2="14" />
        <text class="chart-text" x="0" y="10">{number(top)}</text>
        {bars.map((bar, at) => (
          <g key={bar.label}>
            <rect class="chart-bar" x={at * wide + 1.5} y={HEIGHT - high(bar.value)} width={wide - 3} height={high(bar.value)}>
              <title>{`${bar.label}: ${number(bar.value)}`}</title>
            </rect>
            {bar.mark !== undefined && <text class="chart-text" x={at * wide + wide / 2} y={HEIGHT + 13} text-anchor="middle">{bar.mark}</text>}
          </g>
        ))}
      </svg>
      <Table first={first} second={second} bars={bars} />
    </figure>
  );
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
  const room = WIDTH - LABELS - NUMBERS;
  const id = useId();
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption id={id}><h3>{title}</h3><p class="muted">{summary}</p></figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${lines.length * TALL}`} role="img" aria-label={`${title}: ${summary}`}>
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
