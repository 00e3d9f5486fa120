// Documents for the units: everything that a flow can say, and members that no page knows.
import fc from "fast-check";

import { kinds } from "../tabs/flows/builder/step-ops";
import { ops } from "../tabs/flows/builder/ops";

/** Holds for everything that is made so. */
export function always<T>(made: fc.Arbitrary<T>, holds: (value: T) => void, numRuns = 60) {
  fc.assert(fc.property(made, (value) => {
    holds(value);
  }), { numRuns });
}

/** JSON as it comes over the wire. */
export const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

const reference = fc.constantFrom("$", "$.projectId", "$.tags[0].name", "$['odd name']", "trigger.user.name", "steps.a.body.id", "steps.b-2.status", "item.id", "$.tagIds | default([]) | first", "$.description | replace('a|b', \"}}\") | upper");
const bare = reference.filter((text) => !text.includes("steps.") && text.startsWith("$"));

/** Texts of every kind, also those that say braces and dollars. */
export const text = fc.oneof(fc.string(), reference.map((expression) => `{{ ${expression} }}`), reference.map((expression) => `Hello {{${expression}}}, {{{{ x`), bare, fc.constantFrom("$$", "$$.x", "{{{{ x }}", "{{ open", "{{{{{", ""));

const value: fc.Arbitrary<unknown> = fc.oneof({ depthSize: "small" }, text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 3 }), fc.dictionary(fc.string(), text, { maxKeys: 3 }), json);

const comparison = fc.record({ left: fc.oneof(reference, text), op: fc.constantFrom(...ops.map(({ name }) => name), "unheard-of"), right: value }, { requiredKeys: ["left", "op"] });

export const condition: fc.Arbitrary<unknown> = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    comparison,
    fc.array(tie("node"), { maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie("node"), { maxLength: 3 }).map((any) => ({ any })),
    tie("node").map((not) => ({ not })),
    json,
  ),
})).node;

const trigger = fc.oneof(
  fc.record({ event: fc.constantFrom("TIMER_STOPPED", "NEW_TAG", "UNHEARD_OF") }),
  fc.record({ source: fc.constant("ci"), event: fc.string() }, { requiredKeys: ["source"] }),
  fc.record({ every: fc.constantFrom("15m", "PT1H") }),
  fc.record({ daily: fc.constant("17:00"), zone: fc.constant("Europe/Vienna") }, { requiredKeys: ["daily"] }),
  fc.record({ weekly: fc.record({ days: fc.subarray(["MON", "FRI"]), at: fc.constant("17:00") }), zone: fc.constant("UTC") }, { requiredKeys: ["weekly"] }),
  json,
);

const members = fc.dictionary(fc.string(), value, { maxKeys: 3 });
const optional = { requiredKeys: [] as [] };

const stepOf = (inner: fc.Arbitrary<unknown>) => {
  const actions: Record<(typeof kinds)[number], fc.Arbitrary<unknown>> = {
    call: fc.record({ operation: fc.constantFrom("getTags", "createNewTag", ""), path: members, query: members, body: value }, optional),
    update: fc.record({ operation: fc.constant("updateTimeEntry"), path: members, set: members, add: members }, optional),
    forEach: fc.record({ items: reference, concurrency: fc.integer(), onItemError: fc.constantFrom("stop", "skip"), steps: inner }, { requiredKeys: ["items", "steps"] }),
    if: fc.record({ condition, then: inner, else: inner }, { requiredKeys: ["condition", "then"] }),
    delay: fc.oneof(fc.record({ for: fc.constant("1h") }), fc.record({ until: text })),
    http: fc.record({ method: fc.constantFrom("GET", "POST", "TRACE"), url: text, headers: members, query: members, body: value, sign: fc.constant("KEY") }, { requiredKeys: ["method", "url"] }),
    stop: fc.record({ outcome: fc.constantFrom("succeeded", "failed"), reason: text }, { requiredKeys: ["outcome"] }),
  };
  const policy = fc.record({
    name: fc.string(),
    onlyIf: condition,
    retry: fc.record({ attempts: fc.integer(), base: fc.constant("5s"), cap: fc.string() }, optional),
    onError: fc.oneof(fc.constantFrom("stop", "continue"), fc.record({ run: inner })),
    unheardOf: json,
  }, optional);
  const id = fc.constantFrom("a", "b-2", "c", "D", "");
  return fc.oneof(...kinds.map((kind) => fc.tuple(id, policy, actions[kind]).map(([id, policy, action]) => ({ id, ...policy, [kind]: action }))), json);
};

const steps = (depth: number): fc.Arbitrary<unknown> => fc.array(stepOf(depth > 0 ? steps(depth - 1) : fc.constant([])), { maxLength: 3 });

export const definition = fc.record({
  schema: fc.constant("clockify-addons/flow/v1"),
  name: fc.string(),
  description: fc.string(),
  triggers: fc.array(trigger, { maxLength: 3 }),
  when: condition,
  onChangesByFlows: fc.boolean(),
  once: text,
  concurrency: fc.oneof(fc.record({ mode: fc.constant("parallel"), max: fc.integer() }, { requiredKeys: ["mode"] }), fc.record({ mode: fc.constantFrom("queue", "drop"), key: text }), json),
  limits: fc.record({ runsPerMinute: fc.integer(), runsPerHour: fc.string() }, optional),
  tables: fc.dictionary(fc.string(), fc.dictionary(fc.string(), json)),
  steps: steps(2),
  onFailure: steps(1),
  later: json,
}, { requiredKeys: ["schema", "name", "triggers", "steps"] });
