import type { Json } from "./json.ts";

/** A condition on a value, and what the value must be if it holds: two schemas. */
export type Condition = readonly [condition: Json, consequence: Json];

/** Returns a schema that applies the consequence of the first condition that holds; it is empty if there are no conditions. */
export function firstThatHolds([first, ...others]: readonly Condition[]): Json {
  if (first === undefined) return {};
  const [condition, consequence] = first;
  return {
    if: condition,
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: consequence,
    ...(others.length === 0 ? {} : { else: firstThatHolds(others) }),
  };
}
