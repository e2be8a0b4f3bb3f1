import * as v from "valibot";
import { alternatives, describeAllowed } from "./parameter-words.ts";

/*
 * The kinds of parameters. The functions at the end return one entry of a table each, for a default and a sentence that says what the parameter means; the others return a valibot schema.
 */

/** The largest number of rows, columns or iterations that a parameter can ask for: 2³¹ − 1. */
export const MOST = 2_147_483_647;

/** The ends of a range: `least` and `most` belong to it, `above` and `below` do not. */
interface Range {
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
  readonly below?: number;
  /** Whether infinity is accepted if the range includes it. A request cannot contain it. Default false. */
  readonly infinite?: boolean;
}

/** A number in a range; never `NaN`. */
export function number({ least, above, most, below, infinite = false }: Range = {}): v.GenericSchema<number> {
  return v.pipe(
    v.number(),
    ...[
      ...(infinite ? [] : [v.finite<number>()]),
      ...(least === undefined ? [] : [v.minValue<number, number>(least)]),
      ...(above === undefined ? [] : [v.gtValue<number, number>(above)]),
      ...(most === undefined ? [] : [v.maxValue<number, number>(most)]),
      ...(below === undefined ? [] : [v.ltValue<number, number>(below)]),
    ],
  );
}

/** A whole number from `least` to `most`; unbounded on a side that is left out. */
export function wholeNumber(least?: number, most?: number): v.GenericSchema<number> {
  return v.pipe(
    v.number(),
    v.integer(),
    ...[
      ...(least === undefined ? [] : [v.minValue<number, number>(least)]),
      ...(most === undefined ? [] : [v.maxValue<number, number>(most)]),
    ],
  );
}

/** A fraction greater than 0 and less than 1. */
export const partialFraction = number({ above: 0, below: 1 });

/** true or false. */
export const TRUE_OR_FALSE = v.boolean();

/** A seed of a `Random`: a whole number from 0 to 2³² − 1. */
export const SEED = wholeNumber(0, 2 ** 32 - 1);

/** Any value that one of `options` accepts. */
export function either<const O extends readonly v.GenericSchema[]>(...options: O) {
  return v.union(options);
}

/**
 * scikit-learn's `1.0`, which means all, for parameters that are a count or a fraction. It is text, because
 * JavaScript and JSON do not distinguish the number 1.0 from 1, which means one.
 */
export const ALL = "1.0";
/** The type of `ALL`. */
export type All = typeof ALL;

/** The schema of `ALL`. */
export const all = v.pipe(v.literal(ALL), v.description("1.0 (all)"));

/** Any value that `schema` accepts, or null. */
export function orNull<const S extends v.GenericSchema>(schema: S) {
  return v.nullable(schema);
}

/** A list, possibly empty, of values that `entry` accepts. */
export function listOf<const S extends v.GenericSchema>(
  entry: S,
): v.GenericSchema<readonly v.InferInput<S>[], readonly v.InferOutput<S>[]> {
  return v.array(entry);
}

/** Two numbers in ascending order. They may be equal if `order` is `or equal`. */
export function ascendingPair<const S extends v.GenericSchema<number>>(
  entry: S,
  order: "strictly" | "or equal",
): v.GenericSchema<readonly [number, number]> {
  const comparison = order === "strictly" ? "smaller than" : "not larger than";
  return v.pipe(
    v.strictTuple([entry, entry]),
    v.check(([low, high]) => low < high || (order === "or equal" && low === high)),
    v.description(`a pair, each entry ${describeAllowed(entry)}, the first ${comparison} the second`),
  );
}

/** Any value for which `accepts` returns true. `words` describe it in messages, after "must be". */
export function satisfying<T>(words: string, accepts: (value: unknown) => boolean): v.GenericSchema<T> {
  return v.pipe(v.custom<T>(accepts), v.description(words));
}

/** One of `values`, which may include `NaN`. */
export function oneOf<const T extends readonly (string | number | boolean | null)[]>(
  ...values: T
): v.GenericSchema<T[number]> {
  const words = alternatives(
    values.map((value) => (typeof value === "number" ? String(value) : JSON.stringify(value))),
  );
  return satisfying<T[number]>(words, (value) => (values as readonly unknown[]).includes(value));
}

/** A weight of 0 or more for each class, by its label as text. */
export const weightByLabel = v.record(v.string(), number({ least: 0 }));

/**
 * An entry of a table: the values that `schema` accepts, the default, and a sentence that says what the parameter
 * means.
 */
export function withDefault<S extends v.GenericSchema, const D extends v.Default<S, undefined>>(
  schema: S,
  fallback: D,
  meaning?: string,
): v.OptionalSchema<S, D> {
  const entry = v.optional(schema, fallback);
  if (meaning !== undefined) {
    // As v.pipe(entry, v.description(meaning)), but created only when it is read: a process creates all tables and
    // reads few.
    const pipe = () => [v.optional(schema, fallback), v.description(meaning)];
    Object.defineProperty(entry, "pipe", { enumerable: true, get: pipe });
  }
  return entry;
}

const ABOVE_0 = number({ above: 0 });
const AT_LEAST_0 = number({ least: 0 });
const FROM_0_TO_1 = number({ least: 0, most: 1 });
const FROM_0_TO_BELOW_1 = number({ least: 0, below: 1 });
const FINITE = number();
const UP_TO_A_MILLION = wholeNumber(1, 1_000_000);
const FROM_1_OR_NULL = v.nullable(wholeNumber(1, MOST));
const WEIGHTS_OR_NULL = v.nullable(v.union([v.literal("balanced"), weightByLabel]));

/** A number greater than 0. */
export function positive(fallback: number, meaning?: string) {
  return withDefault(ABOVE_0, fallback, meaning);
}

/** A number of 0 or more. */
export function notNegative(fallback: number, meaning?: string) {
  return withDefault(AT_LEAST_0, fallback, meaning);
}

/** Any finite number. */
export function real(fallback: number, meaning?: string) {
  return withDefault(FINITE, fallback, meaning);
}

/** A number from 0 to 1, both included. */
export function fraction(fallback: number, meaning?: string) {
  return withDefault(FROM_0_TO_1, fallback, meaning);
}

/** A number from 0 to below 1. */
export function fractionBelowOne(fallback: number, meaning?: string) {
  return withDefault(FROM_0_TO_BELOW_1, fallback, meaning);
}

/** A whole number, from 1 to a million unless `from` and `to` say otherwise. */
export function count(fallback: number, meaning?: string, { from = 1, to = 1_000_000 } = {}) {
  const range = from === 1 && to === 1_000_000 ? UP_TO_A_MILLION : wholeNumber(from, to);
  return withDefault(range, fallback, meaning);
}

/** A whole number of at least `from`, or null, the default, for no limit. */
export function limit(meaning?: string, { from = 1 } = {}) {
  const range = from === 1 ? FROM_1_OR_NULL : v.nullable(wholeNumber(from, MOST));
  return withDefault(range, null, meaning);
}

/** true or false. */
export function flag(fallback: boolean, meaning?: string) {
  return withDefault(TRUE_OR_FALSE, fallback, meaning);
}

/** One of several words. */
export function choice<const W extends readonly string[]>(words: W, fallback: W[number], meaning?: string) {
  return withDefault(v.picklist(words), fallback as never, meaning) as v.OptionalSchema<
    v.PicklistSchema<W, undefined>,
    W[number]
  >;
}

/** The seed of a `Random`, scikit-learn's `random_state`: a whole number from 0 to 2³² − 1, by default 0. */
export function seed(meaning?: string) {
  return withDefault(SEED, 0, meaning);
}

/** scikit-learn's `class_weight`: `balanced`, weights by label, or null, the default, for equal weights. See `ClassWeight`. */
export function classWeight(meaning?: string) {
  return withDefault(WEIGHTS_OR_NULL, null, meaning);
}

/** The metadata key that marks such a schema; callers see it in the JSON Schema of a parameter. */
const COUNT_OR_FRACTION = "countOrShare";

/**
 * Marks a schema in which whole numbers are counts and other numbers are fractions; scikit-learn distinguishes them
 * by type. If a request contains 1.0 (or "1.0"), the value passed to the schema is `ALL` instead of the number 1.
 */
export function countOrFraction<const S extends v.GenericSchema>(schema: S) {
  return v.pipe(schema, v.metadata({ [COUNT_OR_FRACTION]: true }));
}

/** Whether `schema`, or what it wraps, is marked by `countOrFraction`. */
export function isCountOrFraction(schema: unknown): boolean {
  const { wrapped, pipe } = schema as { wrapped?: unknown; pipe?: readonly unknown[] };
  if (wrapped !== undefined) return isCountOrFraction(wrapped);
  return (pipe ?? []).some((action) => {
    const { type, metadata } = action as { type: string; metadata?: Record<string, unknown> };
    return type === "metadata" && metadata?.[COUNT_OR_FRACTION] === true;
  });
}
