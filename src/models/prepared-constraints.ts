import { listNames, ValueError } from "../learn/core/errors.ts";

/** The names of the columns whose values have an order. */
interface OrderedColumns {
  readonly numeric: readonly string[];
  readonly boolean: readonly string[];
}

/**
 * Returns monotonic constraints on the columns `names` by the names that the columns have once a `ColumnTransformer` has prepared
 * the numbers and the booleans in the branches `prefixes`; without them, they keep theirs. Throws `ValueError` for a constraint on
 * anything else.
 */
export function preparedConstraints(
  constraints: Readonly<Record<string, unknown>>,
  names: readonly string[],
  { numeric, boolean }: OrderedColumns,
  prefixes: { readonly numeric: string; readonly boolean: string } | undefined,
): Record<string, unknown> {
  const constrained = Object.keys(constraints);
  const unknown = constrained.filter((name) => !names.includes(name));
  // A list arrives as an object whose keys are numbers.
  if (unknown.length > 0 && constrained.every((name, place) => name === String(place))) {
    throw new ValueError(
      `parameters.monotonic_cst must name its columns: an object of column name: -1, 0 or 1, such as {${listNames([numeric[0] ?? boolean[0] ?? names[0]!])}: 1}; a list is for models of fixed columns`,
    );
  }
  if (unknown.length > 0) {
    throw new ValueError(
      `parameters.monotonic_cst names columns that are not learnt: ${listNames(unknown)}; it must be an object of column name: -1, 0 or 1`,
    );
  }
  const branches = { numeric: new Set(numeric), boolean: new Set(boolean) };
  const branchOf = (name: string) =>
    (["numeric", "boolean"] as const).find((branch) => branches[branch].has(name));
  const refused = constrained.filter((name) => branchOf(name) === undefined);
  if (refused.length > 0) {
    throw new ValueError(
      `parameters.monotonic_cst is for columns of numbers and booleans; it names others: ${listNames(refused)}; leave them out, or name them in numeric_features if their texts are numbers`,
    );
  }
  const prepared = (name: string) =>
    prefixes === undefined ? name : `${prefixes[branchOf(name)!]}__${name}`;
  return Object.fromEntries(constrained.map((name) => [prepared(name), constraints[name]]));
}
