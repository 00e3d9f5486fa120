import type { ComponentChildren } from "preact";
import { useErrorBoundary } from "preact/hooks";

import { Problem } from "../api/client";
import { shell as t } from "../strings";
import { Button } from "./button";
import { Notice } from "./notice";

/** What is in it; where that can't be drawn, it says so, and the rest of the page goes on. */
export function Boundary({ children }: { children: ComponentChildren }) {
  const [error, again] = useErrorBoundary();
  if (error === undefined) return <>{children}</>;
  return (
    <Notice kind="error" title={t("broken")}>
      <p>{Problem.of(error).message}</p>
      <Button onClick={again}>{t("again")}</Button>
    </Notice>
  );
}
