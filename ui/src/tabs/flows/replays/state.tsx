import type { Replay } from "../../../api/types/replays";
import { Badge } from "../../../components";
import { t } from "./strings";

const looks = { running: ["▶", "info"], done: ["✓", "success"], cancelled: ["■", "plain"], failed: ["✕", "error"] } as const;

export function ReplayBadge({ state }: { state: Replay["state"] }) {
  const [sign, kind] = looks[state];
  return <Badge kind={kind}>{`${sign} ${t(`state_${state}`)}`}</Badge>;
}
