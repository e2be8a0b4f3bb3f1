import * as v from "valibot";

/** The kinds of parameters that models have, each with its range and its default: words for `parameters`. */

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

/** A number between 0 and 1, both excluded. */
export const properShare = (fallback: number) =>
  v.optional(v.pipe(finite, v.gtValue(0), v.ltValue(1)), fallback);

/** A whole number from `minimum` to `maximum`. */
export const wholeNumber = (minimum: number, maximum: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum));

/** A whole number from `minimum` to `maximum` with a default. */
export const count = (fallback: number, minimum = 1, maximum = 1_000_000) =>
  v.optional(wholeNumber(minimum, maximum), fallback);

/** A whole number from `minimum`, or null, the default, for no limit. */
export const limit = (minimum = 1) => v.optional(v.nullable(wholeNumber(minimum, 2_147_483_647)), null);

/** true or false. */
export const flag = (fallback: boolean) => v.optional(v.boolean(), fallback);

/** One of several words. */
export const choice = <const W extends readonly string[]>(words: W, fallback: W[number]) =>
  v.optional(v.picklist(words), fallback);

/** Weights by label; see `ClassWeight`. */
export const weightByLabel = v.record(v.string(), v.pipe(finite, v.minValue(0)));
/** `balanced`, weights by label, or null. */
export const classWeight = v.optional(v.nullable(v.union([v.literal("balanced"), weightByLabel])), null);

/** scikit-learn's count or share of rows: a whole number from `minimum`, or a share of all between 0 and 1. */
export const rowsOrShare = (fallback: number, minimum: number) =>
  v.optional(
    v.union([wholeNumber(minimum, 2_147_483_647), v.pipe(finite, v.gtValue(0), v.ltValue(1))]),
    fallback,
  );

/** scikit-learn's `max_features`: a number of columns, a share of them, `sqrt`, `log2`, or null for all. */
export const maxFeatures = (fallback: "sqrt" | number | null) =>
  v.optional(
    v.nullable(
      v.union([
        v.picklist(["sqrt", "log2"]),
        wholeNumber(1, 1_000_000),
        v.pipe(finite, v.gtValue(0), v.maxValue(1)),
      ]),
    ),
    fallback,
  );
