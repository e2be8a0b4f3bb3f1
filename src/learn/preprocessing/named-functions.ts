import { AT_LEAST_0, above, type Domain, NOT_0, UP_TO_1 } from "../core/domain.ts";

/** A function of one number that a parameter can name. */
export interface NamedFunction {
  apply(value: number): number;
  /** The numbers that it takes; undefined for all. */
  readonly domain?: Domain;
  /** The numbers that it returns; undefined for all. */
  readonly range?: Domain;
  /** The name of the function that undoes it on its domain; null if there is none. */
  readonly inverse: FunctionName | null;
}

/** The names of functions: NumPy's, and SciPy's `exp10`. */
export const FUNCTION_NAMES = [
  "abs",
  "arcsinh",
  "cos",
  "exp",
  "exp10",
  "exp2",
  "expm1",
  "log",
  "log10",
  "log1p",
  "log2",
  "reciprocal",
  "sin",
  "sinh",
  "sqrt",
  "square",
] as const;

/** One of `FUNCTION_NAMES`. */
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/**
 * The functions by their names. The inverse of `square` is `sqrt`, which undoes it for numbers of at least 0 only; `abs`, `sin` and
 * `cos` have none.
 */
export const NAMED_FUNCTIONS: Readonly<Record<FunctionName, NamedFunction>> = {
  abs: { apply: Math.abs, range: AT_LEAST_0, inverse: null },
  arcsinh: { apply: Math.asinh, inverse: "sinh" },
  cos: { apply: Math.cos, range: UP_TO_1, inverse: null },
  exp: { apply: Math.exp, range: above(0), inverse: "log" },
  exp10: { apply: (value) => 10 ** value, range: above(0), inverse: "log10" },
  exp2: { apply: (value) => 2 ** value, range: above(0), inverse: "log2" },
  expm1: { apply: Math.expm1, range: above(-1), inverse: "log1p" },
  log: { apply: Math.log, domain: above(0), inverse: "exp" },
  log10: { apply: Math.log10, domain: above(0), inverse: "exp10" },
  log1p: { apply: Math.log1p, domain: above(-1), inverse: "expm1" },
  log2: { apply: Math.log2, domain: above(0), inverse: "exp2" },
  reciprocal: { apply: (value) => 1 / value, domain: NOT_0, range: NOT_0, inverse: "reciprocal" },
  sin: { apply: Math.sin, range: UP_TO_1, inverse: null },
  sinh: { apply: Math.sinh, inverse: "arcsinh" },
  sqrt: { apply: Math.sqrt, domain: AT_LEAST_0, range: AT_LEAST_0, inverse: "square" },
  square: { apply: (value) => value * value, range: AT_LEAST_0, inverse: "sqrt" },
};

/** The functions that increase on their whole domain. */
export const INCREASING_FUNCTIONS: ReadonlySet<FunctionName> = new Set([
  "arcsinh",
  "exp",
  "exp10",
  "exp2",
  "expm1",
  "log",
  "log10",
  "log1p",
  "log2",
  "sinh",
  "sqrt",
]);
