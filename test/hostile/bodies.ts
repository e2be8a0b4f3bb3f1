import fc from "fast-check";
import { anyJson, cell, name } from "./arbitraries.ts";

/** A valid training body of some model. */
export interface Body {
  readonly parameters?: Record<string, unknown>;
  readonly features: readonly Record<string, unknown>[];
  readonly labels: readonly Record<string, unknown>[];
}

type Part = "features" | "labels";

/**
 * `body` with one change: of the whole, a part, a row, a column's name, one value or all values of a column, or a
 * parameter in `parameterNames`.
 */
export function spoilt(body: Body, parameterNames: readonly string[]): fc.Arbitrary<unknown> {
  const part = fc.constantFrom<Part>("features", "labels");
  const row = fc.nat(body.features.length - 1);
  return fc.oneof(
    anyJson,
    fc.tuple(fc.constantFrom("parameters", "features", "labels"), anyJson).map(([key, value]) => ({
      ...body,
      [key]: value,
    })),
    fc
      .tuple(part, row, anyJson)
      .map(([key, at, value]) => ({ ...body, [key]: body[key].with(at, value as never) })),
    fc.tuple(part, name).map(([key, to]) => ({ ...body, [key]: renameFirst(body[key], () => to) })),
    fc.tuple(part, row, fc.oneof(cell, anyJson)).map(([key, at, value]) => ({
      ...body,
      [key]: changeFirst(body[key], (old, i) => (i === at ? value : old)),
    })),
    fc.tuple(part, fc.array(cell, { minLength: 1, maxLength: 5 })).map(([key, values]) => ({
      ...body,
      [key]: changeFirst(body[key], (_, i) => values[i % values.length]),
    })),
    fc
      .tuple(fc.constantFrom(...parameterNames, "__proto__"), fc.oneof(cell, anyJson))
      .map(([key, value]) => ({ ...body, parameters: Object.fromEntries([[key, value]]) })),
    fc
      .array(
        fc.tuple(
          fc.constantFrom(...parameterNames),
          fc.constantFrom(0, 1, 2, 3, 0.5, 1e-9, true, null, "auto"),
        ),
      )
      .map((entries) => ({ ...body, parameters: Object.fromEntries(entries) })),
  );
}

type Rows = readonly Record<string, unknown>[];

function renameFirst(rows: Rows, to: () => string): Rows {
  return rows.map((row) =>
    // fromEntries creates an own property for every name, including "__proto__".
    Object.fromEntries(Object.entries(row).map(([key, value], at) => [at === 0 ? to() : key, value])),
  );
}

function changeFirst(rows: Rows, change: (old: unknown, row: number) => unknown): Rows {
  return rows.map((row, i) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value], at) => [key, at === 0 ? change(value, i) : value]),
    ),
  );
}
