import { act } from "preact/test-utils";

/** Does something to a control as a user would: its value or its check first, then the event. */
export async function fireEvent(control: Element, kind: "input" | "change" | "click" | "keydown" | "blur", more: { value?: string; checked?: boolean; key?: string; ctrlKey?: boolean } = {}) {
  const { value, checked, ...init } = more;
  await act(() => {
    if (value !== undefined) (control as HTMLInputElement).value = value;
    if (checked !== undefined) (control as HTMLInputElement).checked = checked;
    const event = kind === "keydown" ? new KeyboardEvent(kind, { bubbles: true, cancelable: true, ...init }) : new Event(kind, { bubbles: true, cancelable: true });
    control.dispatchEvent(event);
  });
}
