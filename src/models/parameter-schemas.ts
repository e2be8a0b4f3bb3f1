import * as v from "valibot";
import { ALL, type All } from "../learn/core/parameter-checks.ts";

/** The kinds of parameters that models have, each with its range and its default: words for `parameters`. */

/** The largest number of rows, columns or steps. */
export const MOST = 2_147_483_647;

/** A number that is not infinite. */
export const finite = v.pipe(v.number(), v.finite());

/** A number above 0. */
export const positive = (fallback: number) => v.optional(v.pipe(finite, v.gtValue(0)), fallback);

/** A number of 0 or more. */
export const notNegative = (fallback: number) => v.optional(v.pipe(finite, v.minValue(0)), fallback);

/** Any number. */
export const real = (fallback: number) => v.optional(finite, fallback);

/** A number from 0 to 1, both included. */
export const share = (fallback: number) => v.optional(v.pipe(finite, v.minValue(0), v.maxValue(1)), fallback);

/** A number from 0 to below 1. */
export const shareBelowOne = (fallback: number) =>
  v.optional(v.pipe(finite, v.minValue(0), v.ltValue(1)), fallback);

/** A whole number from `minimum` to `maximum`. */
export const wholeNumber = (minimum: number, maximum: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum));

/** A whole number from `minimum` to `maximum` with a default. */
export const count = (fallback: number, minimum = 1, maximum = 1_000_000) =>
  v.optional(wholeNumber(minimum, maximum), fallback);

/** A whole number from `minimum`, or null, the default, for no limit. */
export const limit = (minimum = 1) => v.optional(v.nullable(wholeNumber(minimum, MOST)), null);

/** true or false. */
export const flag = (fallback: boolean) => v.optional(v.boolean(), fallback);

/** One of several words. */
export const choice = <const W extends readonly string[]>(words: W, fallback: W[number]) =>
  v.optional(v.picklist(words), fallback);

/** Weights by label; see `ClassWeight`. */
export const weightByLabel = v.record(v.string(), v.pipe(finite, v.minValue(0)));
/** `balanced`, weights by label, or null. */
export const classWeight = v.optional(v.nullable(v.union([v.literal("balanced"), weightByLabel])), null);

/** A share of all that is neither nothing nor all. */
export const partialShare = v.pipe(finite, v.gtValue(0), v.ltValue(1));

/** scikit-learn's 1.0, a share that is all. See `countOrShare`. */
export const all = v.pipe(v.literal(ALL), v.description("1.0 (all)"));

const COUNT_OR_SHARE = "countOrShare";

/**
 * Marks a schema of scikit-learn's whole numbers, which are counts, and of its real ones, which are shares: where the
 * body writes 1.0 (or "1.0"), the schema is given `ALL` to take or to refuse, and not the number 1.
 */
export const countOrShare = <const S extends v.GenericSchema>(schema: S) =>
  v.pipe(schema, v.metadata({ [COUNT_OR_SHARE]: true }));

/** Whether `schema`, or what it wraps, is marked by `countOrShare`. */
export function isCountOrShare(schema: unknown): boolean {
  const { wrapped, pipe } = schema as { wrapped?: unknown; pipe?: readonly unknown[] };
  if (wrapped !== undefined) return isCountOrShare(wrapped);
  return (pipe ?? []).some((action) => {
    const { type, metadata } = action as { type: string; metadata?: Record<string, unknown> };
    return type === "metadata" && metadata?.[COUNT_OR_SHARE] === true;
  });
}

/** scikit-learn's `min_samples_split`: a whole number of rows from 2, or a share of all rows. */
export const minSamplesSplit = v.optional(
  countOrShare(v.union([wholeNumber(2, MOST), partialShare, all])),
  2,
);

/** scikit-learn's `min_samples_leaf`: a whole number of rows from 1, or a share of all rows below 1. */
export const minSamplesLeaf = v.optional(countOrShare(v.union([wholeNumber(1, MOST), partialShare])), 1);

/** scikit-learn's `max_features` of trees: a number of columns, a share of them, `sqrt`, `log2`, or null for all. */
export const maxFeatures = (fallback: "sqrt" | All | null) =>
  v.optional(
    v.nullable(
      countOrShare(v.union([v.picklist(["sqrt", "log2"]), wholeNumber(1, 1_000_000), partialShare, all])),
    ),
    fallback,
  );
