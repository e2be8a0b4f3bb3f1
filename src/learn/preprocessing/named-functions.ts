import { AT_LEAST_0, above, type Domain, NOT_0 } from "../core/domain.ts";

/** A function of one number that a parameter can name. */
export interface NamedFunction {
  apply(value: number): number;
  /** The numbers that it takes; undefined for all. */
  readonly domain?: Domain;
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
  abs: { apply: Math.abs, inverse: null },
  arcsinh: { apply: Math.asinh, inverse: "sinh" },
  cos: { apply: Math.cos, inverse: null },
  exp: { apply: Math.exp, inverse: "log" },
  exp10: { apply: (value) => 10 ** value, inverse: "log10" },
  exp2: { apply: (value) => 2 ** value, inverse: "log2" },
  expm1: { apply: Math.expm1, inverse: "log1p" },
  log: { apply: Math.log, domain: above(0), inverse: "exp" },
  log10: { apply: Math.log10, domain: above(0), inverse: "exp10" },
  log1p: { apply: Math.log1p, domain: above(-1), inverse: "expm1" },
  log2: { apply: Math.log2, domain: above(0), inverse: "exp2" },
  reciprocal: { apply: (value) => 1 / value, domain: NOT_0, inverse: "reciprocal" },
  sin: { apply: Math.sin, inverse: null },
  sinh: { apply: Math.sinh, inverse: "arcsinh" },
  sqrt: { apply: Math.sqrt, domain: AT_LEAST_0, inverse: "square" },
  square: { apply: (value) => value * value, inverse: "sqrt" },
};
