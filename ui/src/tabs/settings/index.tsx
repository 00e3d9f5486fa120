import type { TabProps } from "..";

export default function Settings(_: TabProps) {
  return <h2>Settings</h2>;
}
