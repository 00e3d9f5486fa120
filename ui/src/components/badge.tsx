/** A state in a word; the colour only goes along with it. */
export function Badge({ kind = "plain", children }: { kind?: "plain" | "success" | "warning" | "error" | "info"; children: string }) {
  return <span class={`badge ${kind}`}>{children}</span>;
}
