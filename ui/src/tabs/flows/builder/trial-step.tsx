// What a step would do, as the last dry run says it.
import { Badge } from "../../../components";
import { useStore } from "./store";
import { reasonOf, t } from "./strings";

const kinds = { succeeded: "success", skipped: "plain", failed: "error", unknown: "warning", waiting: "info", sending: "info" } as const;

export function StepTrial({ id }: { id: string }) {
  const found = useStore().trial.value?.trial.steps.filter(({ position }) => position.slice(position.lastIndexOf(".") + 1) === id) ?? [];
  const [first] = found;
  if (first === undefined || id === "") return null;
  const why = first.reason === undefined ? "" : `: ${reasonOf(first.reason)}`;
  return <span class="step-trial" title={why.slice(2)}><Badge kind={kinds[first.state]}>{t("would", { state: t(`state_${first.state}`) }) + (found.length > 1 ? ` ×${found.length}` : "")}</Badge></span>;
}
