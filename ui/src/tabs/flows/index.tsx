import type { TabProps } from "..";

export default function Flows(_: TabProps) {
  return <h2>Flows</h2>;
}
