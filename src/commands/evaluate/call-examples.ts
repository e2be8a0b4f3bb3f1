import type { Combination } from "../../learn/model-selection/parameter-grid.ts";
import type { Model } from "../../models/model.ts";

/** Returns the call that trains a model with these parameters, for a shell. */
export function curlCall({ name }: Model, parameters: Combination): string {
  const url = `http://127.0.0.1:5000/api/train?model_name=${encodeURIComponent(name)}&model_run_id=RUN_ID`;
  const body = `{"parameters": ${JSON.stringify(parameters)}, "features": […], "labels": […]}`;
  return `curl -X POST '${url}' \\\n  -H 'Content-Type: application/json' -d '${body.replaceAll("'", `'\\''`)}'`;
}

/** Returns the same call in Java, with the classes of `examples/spring-boot`. */
export function javaCall(model: Model, parameters: Combination): string {
  const defaults = model.getDefaultParameters() as Record<string, unknown>;
  // `Map.of` takes no null. Mostly, null is the default anyway, as of the parameters that every model has.
  const needed = Object.entries(parameters).filter(
    ([name, value]) => value !== null || (defaults[name] ?? null) !== null,
  );
  const map = javaMap(Object.fromEntries(needed));
  return `mlsvc.train(${JSON.stringify(model.name)}, runId, Training.ofRows(${map}, features, labels));`;
}

function javaMap(members: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(members).map(
    ([name, value]) => [JSON.stringify(name), javaValue(value)] as const,
  );
  if (Object.values(members).includes(null))
    return `new HashMap<>() {{ ${entries.map(([name, value]) => `put(${name}, ${value});`).join(" ")} }}`;
  // `Map.of` takes 10 entries.
  return entries.length <= 10
    ? `Map.of(${entries.flat().join(", ")})`
    : `Map.ofEntries(${entries.map(([name, value]) => `Map.entry(${name}, ${value})`).join(", ")})`;
}

function javaValue(value: unknown): string {
  if (Array.isArray(value)) return `List.of(${value.map(javaValue).join(", ")})`;
  const isNumber = typeof value === "object" && value !== null && "rawJSON" in value;
  return typeof value === "object" && value !== null && !isNumber
    ? javaMap(value as Record<string, unknown>)
    : JSON.stringify(value);
}
