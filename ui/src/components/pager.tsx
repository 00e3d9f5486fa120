import { shell as t } from "../strings";
import { Button } from "./button";
import type { Pages } from "./load";
import { Failure } from "./notice";
import { Waiting } from "./waiting";

/** The end of a list that comes a page at a time. */
export function Pager({ pages }: { pages: Pages<unknown> }) {
  return (
    <div class="pager">
      <Failure problem={pages.problem}><Button onClick={pages.again}>{t("again")}</Button></Failure>
      {pages.hasMore ? <Button busy={pages.isLoading} onClick={pages.more}>{t("more")}</Button> : pages.isLoading && <Waiting label={t("loading")} />}
    </div>
  );
}
