import * as v from "valibot";
import { shortName, ValueError } from "./errors.ts";
import { nearestName } from "./nearest-name.ts";
import { requirementMessage, shown } from "./parameter-words.ts";

/**
 * The parameters of a step or a model: a valibot object whose entries have a default, a range and a description
 * each. A parameter is defined only there; types, checks, JSON Schema and documentation are derived from it.
 */
export type ParameterTable = v.ObjectSchema<v.ObjectEntries, undefined>;

/** The table of a step that has no parameters. */
export type NoParameters = v.ObjectSchema<Record<never, never>, undefined>;

/**
 * The argument of a constructor: any of the parameters of table `T`. `random_state` is always allowed, so that a
 * model can pass all of its parameters on; a step that draws no random numbers ignores it.
 */
export type GivenParameters<T extends ParameterTable> = Readonly<v.InferInput<T>> & {
  readonly random_state?: number;
};

/** The parameters of table `T` with their defaults filled in. */
export type CompleteParameters<T extends ParameterTable> = Readonly<v.InferOutput<T>>;

/**
 * Makes a table of parameters.
 *
 * @example
 * const parameters = defineParameters({
 *   alpha: notNegative(1, "Strength of the penalty"),
 *   solver: choice(["lbfgs", "newton-cholesky"], "lbfgs", "How the minimum is found"),
 * });
 */
export function defineParameters<const E extends v.ObjectEntries>(entries: E): v.ObjectSchema<E, undefined> {
  return v.object(entries);
}

/** The parameters given to a step, checked against its table. */
interface ReadParameters {
  /** Every parameter of the table, with the default if none was given. A refused value is kept as it was given. */
  readonly complete: Record<string, unknown>;
  /** The message about the first refused value, in the order of the table; undefined if none is refused. */
  readonly refusal: string | undefined;
}

/**
 * Fills in defaults and checks the values. Throws `TypeError` for a parameter that is not in the table, naming the
 * nearest one that is.
 */
export function completeParameters(table: ParameterTable, given: unknown): ReadParameters {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new TypeError(`parameters must be an object of name: value, got ${shown(given)}`);
  }
  checkNames(given, Object.keys(table.entries));
  const complete: Record<string, unknown> = {};
  let refusal: string | undefined;
  for (const [name, entry] of Object.entries(table.entries)) {
    const value = (given as Record<string, unknown>)[name];
    const result = v.safeParse(entry as v.GenericSchema, value);
    complete[name] = result.success ? result.output : value;
    if (!result.success) refusal ??= `${name}=${shown(value)} ${requirementMessage(entry, result.issues[0])}`;
  }
  return { complete, refusal };
}

/**
 * Returns `given` with the defaults of `table` filled in. Throws `TypeError` for a parameter that is not in the
 * table, and `ValueError` for one out of range.
 */
export function checkedParameters<T extends ParameterTable>(
  table: T,
  given: GivenParameters<T>,
): CompleteParameters<T> {
  const { complete, refusal } = completeParameters(table, given);
  if (refusal !== undefined) throw new ValueError(refusal);
  return complete as CompleteParameters<T>;
}

function checkNames(given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name) || name === "random_state") continue;
    const near = nearestName(name, known);
    const hint = near === undefined ? "" : ` (did you mean ${near}?)`;
    throw new TypeError(
      `${shortName(name)} is not a parameter of this step${hint}; it has ${known.join(", ")}`,
    );
  }
}

/**
 * Throws `ValueError` unless `schema` accepts `value`: `max_depth=0 must be a whole number of at least 1 or null`.
 * Every message about a parameter has this form: its name, its value, and what it may be.
 */
export function checkParameter(name: string, value: unknown, schema: v.GenericSchema): void {
  const result = v.safeParse(schema, value);
  if (!result.success)
    throw new ValueError(`${name}=${shown(value)} ${requirementMessage(schema, result.issues[0])}`);
}
