import { href } from "../router";

/** The places inside a tab. `at` is the one that is open. */
export function Subnav(props: { label: string; tab: string; at: string; places: readonly { id: string; label: string }[] }) {
  return (
    <nav class="subnav" aria-label={props.label}>
      <ul>
        {props.places.map(({ id, label }) => (
          <li key={id}><a href={href(id === "" ? [props.tab] : [props.tab, id])} aria-current={id === props.at ? "page" : undefined}>{label}</a></li>
        ))}
      </ul>
    </nav>
  );
}
