// The rows. Only one of them is in the way of the Tab key; the arrows lead to the others.
import { Component } from "preact";
import { useRef } from "preact/hooks";

import type { EventLine } from "../../api/types/events";
import { Badge, Time } from "../../components";
import { day } from "../../locale";
import { href } from "../../router";
import { t } from "./strings";

export function List({ rows, open, query }: { rows: EventLine[]; open: string | null; query: Record<string, string> }) {
  const list = useRef<HTMLOListElement>(null);
  const reachable = rows.some(({ id }) => id === open) ? open : (rows[0]?.id ?? null);
  const press = (event: KeyboardEvent) => {
    const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>("a[data-row]") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, to))]?.focus();
  };
  return (
    <ol ref={list} class="event-list" aria-label={t("list")} onKeyDown={press}>
      {rows.map((row) => <Row key={row.id} row={row} isOpen={row.id === open} isReachable={row.id === reachable} link={href(["events", row.id], query)} />)}
    </ol>
  );
}

interface RowProps {
  row: EventLine;
  isOpen: boolean;
  isReachable: boolean;
  link: string;
}

/** A row, which is drawn again only where something of it is new: hundreds of them come by at once. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps) {
    const { row, isOpen, isReachable, link } = this.props;
    return next.row !== row || next.isOpen !== isOpen || next.isReachable !== isReachable || next.link !== link;
  }

  override render({ row, isOpen, isReachable, link }: RowProps) {
    return (
      <li>
        <a data-row={row.id} href={link} tabIndex={isReachable ? 0 : -1} aria-current={isOpen ? "true" : undefined}>
          <span class="event-when"><Time at={row.received_at} what={isToday(row.received_at) ? "clock" : "both"} /></span>
          <span class="event-name">{row.event_type}</span>
          <span class="event-about">
            {row.custom_source !== null && <span>{t("source_of", { source: row.custom_source })} </span>}
            {row.entity !== null && <span class="muted">{t("about", { id: row.entity })}</span>}
          </span>
          {row.duplicate_of !== null && <Badge>{t("repeat")}</Badge>}
        </a>
      </li>
    );
  }
}

function isToday(at: string): boolean {
  return day(new Date(at)) === day(new Date());
}
