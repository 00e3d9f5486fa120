// Steps that call an operation of Clockify's, and those that change some fields of an entity.
import type { Operation, Schema } from "../../../api/types/catalogue";
import { Badge, Button, Combobox, type Option, Waiting } from "../../../components";
import { isObject, member, place } from "./document";
import { Add, Fields } from "./fields";
import { focusOn, mark } from "./focus";
import { firstOf } from "./literal";
import { forget, type Line, operation, operations } from "./outside";
import { Mistakes, Place } from "./place";
import { useMistake, useStore } from "./store";
import { t } from "./strings";
import { ValueField } from "./value";

export function Call({ at }: { at: string }) {
  const store = useStore();
  const found = chosen(store.at(place(at, "operation")));
  const body = store.at(place(at, "body"));
  return (
    <>
      <Mistakes at={at} />
      <Chosen at={at} isFor={() => true} />
      {found.operation !== null && <Parameters at={at} operation={found.operation} />}
      {found.operation === null && found.isGone && <Loose at={at} names={["path", "query"]} />}
      {(body !== undefined || (found.operation?.body ?? null) !== null || found.isGone) && <Body at={place(at, "body")} value={body} shape={found.operation?.body?.schema ?? null} isRequired={found.operation?.body?.required ?? false} />}
    </>
  );
}

export function Update({ at }: { at: string }) {
  const store = useStore();
  const found = chosen(store.at(place(at, "operation")));
  const fields = found.operation?.body?.schema ?? null;
  const lists = fields === null ? null : { ...fields, fields: (fields.fields ?? []).filter(({ type }) => type === "array") };
  const part = (name: string) => {
    const value = store.at(place(at, name));
    return isObject(value) ? value : {};
  };
  const others = (name: string) => isObject(store.at(place(at, name))) || store.at(place(at, name)) === undefined;
  return (
    <>
      <Mistakes at={at} />
      <Chosen at={at} isFor={({ method }) => method === "PUT" || method === "PATCH"} hint={t("update_hint")} />
      {found.operation !== null && <Parameters at={at} operation={found.operation} isPathOnly />}
      {found.operation === null && found.isGone && <Loose at={at} names={["path"]} />}
      {(["set", "add"] as const).map((name) => (
        <section class="stack" key={name} data-at={place(at, name)}>
          <h4>{t(`update_${name}`)}</h4>
          <p class="hint">{t(`update_${name}_hint`)}</p>
          <Mistakes at={place(at, name)} />
          {others(name) ? (
            <Fields at={place(at, name)} value={part(name)} shape={name === "set" ? fields : lists} isWhole={false} upTo={place(at, name)} others={name === "set" ? { type: "any" } : { type: "array" }} />
          ) : (
            <ValueField at={place(at, name)} label={t(`update_${name}`)} value={store.at(place(at, name))} onValue={(to) => store.put(place(at, name), to)} />
          )}
        </section>
      ))}
    </>
  );
}

/** The operation of a step, as far as it is known. `isGone`: nothing can be known of it. */
function chosen(id: unknown): { operation: Operation | null; isGone: boolean } {
  const { value, problem } = operation(typeof id === "string" ? id : "");
  return { operation: value, isGone: problem !== null };
}

function Chosen({ at, isFor, hint }: { at: string; isFor: (line: Line) => boolean; hint?: string }) {
  const store = useStore();
  const where = place(at, "operation");
  const error = useMistake(where);
  const found = store.at(where);
  const id = typeof found === "string" ? found : "";
  const { value: lines, problem } = operations.read();
  const { value: detail, problem: missing } = operation(id);
  const line = lines?.find((each) => each.id === id);
  const find = async (text: string): Promise<Option[]> => {
    const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const all = (operations.read().value ?? []).filter(isFor);
    const fits = all.filter((each) => {
      const whole = `${each.id} ${each.summary} ${each.method} ${each.path} ${each.group} ${each.query ?? ""}`.toLowerCase();
      return words.every((word) => whole.includes(word));
    });
    return fits.filter(({ deprecated }) => deprecated !== true).slice(0, 50).map((each) => ({ value: each.id, label: each.summary, detail: `${each.id} · ${each.method} ${each.path}${each.lacks_scope === true ? ` · ${t("lacks_scope")}` : ""}` }));
  };
  return (
    <Place at={where}>
      <Combobox label={t("operation")} hint={hint} error={error} required free value={id} shown={line === undefined ? id : line.summary} placeholder={t("choose_operation")} find={find} onValue={(to) => store.put(where, to)} />
      {detail !== null && (
        <p class="row facts-line">
          <code>{detail.id}</code> <code>{detail.method} {detail.path}</code>
          {detail.effect !== "read" && <Badge kind={detail.effect === "write" ? "info" : "warning"}>{t(`effect_${detail.effect}`)}</Badge>}
          {detail.deprecated && <Badge kind="warning">{t("deprecated")}</Badge>}
        </p>
      )}
      {id !== "" && detail === null && missing === null && <Waiting label={t("loading_operation")} />}
      {(problem !== null || (missing !== null && missing.status !== 404)) && <p class="hint">{t("no_catalogue")} <Button kind="quiet" onClick={forget}>{t("again")}</Button></p>}
    </Place>
  );
}

/** Parameters of the path, and those of the query that are used; others can be added. */
function Parameters({ at, operation, isPathOnly = false }: { at: string; operation: Operation; isPathOnly?: boolean }) {
  const store = useStore();
  const of = (where: "path" | "query") => {
    const value = store.at(place(at, where));
    return isObject(value) ? value : {};
  };
  const shown = (where: "path" | "query") => {
    const known = operation.parameters.filter((parameter) => parameter.in === where);
    const names = new Set([...known.filter(({ required }) => required).map(({ name }) => name), ...Object.keys(of(where))]);
    return [...names].map((name) => ({ name, known: known.find((parameter) => parameter.name === name) }));
  };
  const shape = (known: Operation["parameters"][number] | undefined): Schema => {
    if (known === undefined) return { type: "any" };
    const { name: _, in: __, required: ___, entity, ...rest } = known;
    return entity === null ? rest : { ...rest, entity };
  };
  const parts = isPathOnly ? (["path"] as const) : (["path", "query"] as const);
  const addable = operation.parameters.filter(({ in: where, name }) => where === "query" && !shown("query").some((each) => each.name === name));
  return (
    <>
      {parts.map((where) => {
        const fields = shown(where);
        return (
          <div class="stack" key={where} data-at={place(at, where)}>
            <Mistakes at={place(at, where)} />
            {fields.map(({ name, known }) => {
              const pointer = place(at, where, name);
              const isThere = Object.hasOwn(of(where), name);
              return (
                <ValueField key={name} at={pointer} label={name} required={known?.required === true} shape={shape(known)} isNullable={where === "query"} value={member(of(where), name)} hint={known === undefined ? t("unknown_parameter") : undefined}
                  onValue={(to) => store.put(pointer, to)} onRemove={isThere && known?.required !== true ? () => {
                    store.clear(pointer, place(at, where));
                    focusOn(mark("add", place(at, where)), mark("at", at));
                  } : undefined} />
              );
            })}
          </div>
        );
      })}
      {!isPathOnly && addable.length > 0 && (
        <Add at={place(at, "query")} noun={t("parameter")} names={addable.map(({ name }) => name)} isFree={false} isTaken={(name) => Object.hasOwn(of("query"), name)}
          onAdd={(name) => {
            store.put(place(at, "query", name), firstOf(shape(addable.find((each) => each.name === name))));
            focusOn(`${mark("at", place(at, "query", name))} .field`, mark("at", place(at, "query", name)));
          }} />
      )}
    </>
  );
}

/** Parameters of an operation that nothing is known of. */
function Loose({ at, names }: { at: string; names: string[] }) {
  const store = useStore();
  return (
    <>
      {names.map((name) => {
        const value = store.at(place(at, name));
        return (
          <section class="stack" key={name} data-at={place(at, name)}>
            <h4>{name}</h4>
            <Mistakes at={place(at, name)} />
            <Fields at={place(at, name)} value={isObject(value) ? value : {}} shape={null} upTo={place(at, name)} noun={t("parameter")} />
          </section>
        );
      })}
    </>
  );
}

/** A body: by its fields, or as a whole where it isn't an object. */
function Body({ at, value, shape, isRequired }: { at: string; value: unknown; shape: Schema | null; isRequired: boolean }) {
  const store = useStore();
  const isByFields = (value === undefined && shape?.fields !== undefined) || isObject(value);
  return (
    <section class="stack" data-at={at}>
      <div class="row spread">
        <h4>{t("body")}{isRequired && <span class="mark"> ({t("needed")})</span>}</h4>
        {isByFields && <Button kind="quiet" onClick={() => store.put(at, "")}>{t("body_whole")}</Button>}
        {!isByFields && value !== undefined && shape?.fields !== undefined && <Button kind="quiet" onClick={() => store.put(at, {})}>{t("body_fields")}</Button>}
      </div>
      {isByFields && <Mistakes at={at} />}
      {isByFields ? (
        <Fields at={at} value={isObject(value) ? value : {}} shape={shape} upTo={at} />
      ) : (
        <ValueField at={at} label={t("body")} shape={shape ?? { type: "any" }} value={value} onValue={(to) => store.put(at, to)} onRemove={value === undefined ? undefined : () => store.put(at, undefined)} />
      )}
    </section>
  );
}
