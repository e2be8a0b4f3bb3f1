import * as v from "valibot";
import { listNames, ValueError } from "../core/errors.ts";
import { either, listOf, orNull, withDefault } from "../core/parameter-kinds.ts";

const direction = v.picklist([-1, 0, 1]);
const byColumnName = v.record(v.string(), direction);
const MEANING =
  "How predictions (of two classes, the probability of the last) may change as a column grows: 1 never down, -1 never up, 0 freely; by column name";

/** scikit-learn's `monotonic_cst`: how predictions may change as a column grows. */
export const monotonicCst = withDefault(
  orNull(either(listOf(direction), byColumnName)),
  null,
  `${MEANING}, or a list with an entry per column`,
);

/** The same by column name only, for columns that are prepared before the estimator gets them. */
export const monotonicCstByName = withDefault(orNull(byColumnName), null, MEANING);

/** `monotonic_cst` as its table returns it. */
export type MonotonicCst = v.InferOutput<typeof monotonicCst>;

/**
 * Returns the constraint of each of the columns `names`: -1, 0 or 1; null if there is none. Throws `ValueError` for a name that
 * is not that of a column, and for a list of another length.
 */
export function monotonicConstraints(cst: MonotonicCst, names: readonly string[]): Int8Array | null {
  if (cst === null) return null;
  if (Array.isArray(cst) && cst.length !== names.length) {
    throw new ValueError(`monotonic_cst has ${cst.length} entries, but there are ${names.length} columns`);
  }
  const constraints = Array.isArray(cst)
    ? Int8Array.from(cst)
    : byName(cst as Readonly<Record<string, number>>, names);
  return constraints.some((constraint) => constraint !== 0) ? constraints : null;
}

function byName(cst: Readonly<Record<string, number>>, names: readonly string[]): Int8Array {
  const unknown = Object.keys(cst).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new ValueError(
      `monotonic_cst names columns that are not there: ${listNames(unknown)}; there are ${listNames(names)}`,
    );
  }
  return Int8Array.from(names, (name) => (Object.hasOwn(cst, name) ? cst[name]! : 0));
}

/** Throws `ValueError` for constraints with more than two classes, which scikit-learn does not support either. */
export function refuseManyClasses(cst: MonotonicCst, classes: number): void {
  if (cst === null || classes <= 2) return;
  throw new ValueError(`monotonic_cst is for numbers and for two classes, got ${classes} classes`);
}

/** Throws `ValueError` for constraints with several labels, which scikit-learn does not support either. */
export function refuseManyLabels(cst: MonotonicCst, labels: number): void {
  if (cst === null || labels === 1) return;
  throw new ValueError(`monotonic_cst is for one label, got ${labels}`);
}

/** Returns the constraints of the probability of the first of two classes, from those of the last. */
export function ofFirstClass(constraints: Int8Array | null): Int8Array | null {
  return constraints?.map((constraint) => -constraint) ?? null;
}
