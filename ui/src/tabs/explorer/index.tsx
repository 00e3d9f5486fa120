import type { TabProps } from "..";

export default function Explorer(_: TabProps) {
  return <h2>Explorer</h2>;
}
