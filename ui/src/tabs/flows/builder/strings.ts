import type { Reason } from "../../../api/types/flows";
import { catalogue } from "../../../strings";
import { en } from "./strings-en";

export const t = catalogue({ en });

/** What an operator is called. */
export const opName = (name: string) => (`op_${name}` in en ? t(`op_${name}` as keyof typeof en) : name);

/** Why something is as it is, in a line. */
export function reasonOf(reason: Reason): string {
  const shown = (value: unknown) => (value === null || value === undefined ? "" : ` ${JSON.stringify(value)}`);
  switch (reason.kind) {
    case "condition":
      return reason.why === undefined ? t("reason_condition", { path: reason.path ?? "", what: `${shown(reason.left).trim()} ${opName(reason.op ?? "")}${shown(reason.right)}` }) : t("reason_condition", { path: reason.path ?? "", what: reason.why });
    case "step":
      return [reason.step, reason.field].filter((part) => part !== undefined && part !== "").join(" ") + `: ${reason.message ?? ""}`;
    case "no_change":
      return t("reason_no_change");
    case "unknown":
      return t("reason_unknown", { step: reason.step ?? "" });
    default:
      return reason.message ?? reason.note ?? reason.kind;
  }
}
