import type { Definition } from "../../../api/types/flows";

export function Builder(_: { id: string | null; draft?: Definition }) {
  return <h2>Builder</h2>;
}
