import type { TabProps } from "..";

export default function Events(_: TabProps) {
  return <h2>Events</h2>;
}
