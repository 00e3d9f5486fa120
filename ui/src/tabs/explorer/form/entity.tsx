import { useContext } from "preact/hooks";

import { EntityPicker } from "../../../components";
import { type ControlProps, Form, useMistake } from "./context";

/** One of the workspace's own things. */
export function EntityControl({ value, path, onValue, label, required, entity }: ControlProps & { entity: string }) {
  const error = useMistake(path);
  return <EntityPicker label={label} required={required} error={error} type={entity} parent={useParent(entity)} value={String(value)} onValue={onValue} />;
}

/** A task lies in a project: in the one that the call names. */
export function useParent(entity: string): string | undefined {
  const { project } = useContext(Form);
  return entity === "task" && typeof project === "string" && project !== "" ? project : undefined;
}
