/** Something is under way. */
export function Waiting({ label }: { label: string }) {
  return <p class="waiting" role="status"><span class="spinner" aria-hidden="true" /> {label}</p>;
}
