import type { TabProps } from "..";

export default function Dashboard(_: TabProps) {
  return <h2>Dashboard</h2>;
}
