import { shortName, ValueError } from "./errors.ts";
import { nearestName } from "./nearest-name.ts";

/** Values that a parameter may have. */
export interface Allowed {
  /** What they are called, as alternatives: what follows "must be". */
  readonly words: readonly string[];
  readonly includes: (value: unknown) => boolean;
}

/** What each parameter of a step may be. None may be forgotten: TypeScript asks for every name in `P`. */
export type AllowedParameters<P> = { readonly [name in keyof P]-?: Allowed };

/**
 * Throws `TypeError` for a parameter that is not in `allowed` (with the nearest that is), and `ValueError` for the first
 * of those given, in the order of `allowed`, whose value is not allowed. Those left out have their defaults.
 */
export function checkParameters<P extends object>(given: P, allowed: AllowedParameters<P>): void {
  checkNames(given, Object.keys(allowed));
  for (const name of Object.keys(allowed) as (keyof P & string)[]) {
    if (given[name] !== undefined) checkParameter(name, given[name], allowed[name]);
  }
}

/**
 * Throws `TypeError` for a parameter that is not among `known`: a name misspelt in code, never a caller's mistake.
 * `random_state` is always understood, so that a model can hand on everything it was given.
 */
export function checkNames(given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name) || name === "random_state") continue;
    const near = nearestName(name, known);
    const hint = near === undefined ? "" : ` (did you mean ${near}?)`;
    throw new TypeError(`${shortName(name)} is no parameter of this step${hint}; it has ${known.join(", ")}`);
  }
}

/**
 * Throws `ValueError` unless `value` is allowed: `max_depth=0 must be a whole number of at least 1 or null`. Every
 * message about a parameter has this form: name, value, and what it may be.
 */
export function checkParameter(name: string, value: unknown, { words, includes }: Allowed): void {
  if (includes(value)) return;
  throw new ValueError(`${name}=${shown(value)} must be ${alternatives(words)}`);
}

/** `words` as one of several: `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  const others = words.slice(0, -1).join(", ");
  return others === "" ? (words.at(-1) ?? "") : `${others} or ${words.at(-1)}`;
}

/** Whole numbers from `least` to `most`. */
export function whole(least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): Allowed {
  return {
    words: [wholeWords(least, most)],
    includes: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
  };
}

/** What whole numbers from `least` to `most` are called; either may be infinite. */
export function wholeWords(least: number, most: number): string {
  if (Number.isFinite(least) && Number.isFinite(most)) return `a whole number from ${least} to ${most}`;
  if (Number.isFinite(least)) return `a whole number of at least ${least}`;
  return Number.isFinite(most) ? `a whole number of at most ${most}` : "a whole number";
}

/** The ends of a range, of each side at most one: it belongs to the range (`least`, `most`) or not (`above`, `below`). */
export interface Ends {
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
  readonly below?: number;
}

/** Numbers in a range, infinite ones never among them. */
export function number(ends: Ends = {}): Allowed {
  const { least, above, most, below } = ends;
  return {
    words: [numberWords(ends)],
    includes: (value) =>
      Number.isFinite(value) &&
      (least === undefined || (value as number) >= least) &&
      (above === undefined || (value as number) > above) &&
      (most === undefined || (value as number) <= most) &&
      (below === undefined || (value as number) < below),
  };
}

/** What the finite numbers between `ends` are called. */
export function numberWords({ least, above, most, below }: Ends): string {
  if (most === undefined && below === undefined) {
    if (above !== undefined) return `a finite number greater than ${above}`;
    return least === undefined ? "a finite number" : `a finite number of at least ${least}`;
  }
  if (least === undefined && above === undefined) {
    return most === undefined ? `a finite number less than ${below}` : `a finite number of at most ${most}`;
  }
  if (least !== undefined && most !== undefined) return `a number from ${least} to ${most}`;
  const from = above === undefined ? `[${least}` : `(${above}`;
  return `a number in ${from}, ${most === undefined ? `${below})` : `${most}]`}`;
}

/** These words, numbers and truth values, or null. */
export function oneOf(...choices: readonly (string | number | boolean | null)[]): Allowed {
  return { words: choices.map(shown), includes: (value) => (choices as readonly unknown[]).includes(value) };
}

/**
 * A share of 1: scikit-learn's `1.0`, all, as text, because neither JavaScript nor JSON tells it from `1`, one. For
 * parameters that are a count or a share.
 */
export const ALL = "1.0";
export type All = typeof ALL;

/** What such a parameter may be beside counts and shares below 1. */
export const ALL_OF_THEM: Allowed = { words: [`${shown(ALL)} (all)`], includes: (value) => value === ALL };

/** What any of `parts` allows. */
export function either(...parts: readonly Allowed[]): Allowed {
  return {
    words: parts.flatMap(({ words }) => words),
    includes: (value) => parts.some(({ includes }) => includes(value)),
  };
}

/** Lists, also empty ones, of what `entry` allows. */
export function listOf(entry: Allowed): Allowed {
  return {
    words: [`a list, each entry ${entry.words.join(" or ")}`],
    includes: (value) => Array.isArray(value) && value.every(entry.includes),
  };
}

/** Two numbers that `entry` allows, the first smaller than the second or, where `order` says so, equal to it. */
export function ascendingPair(entry: Allowed, order: "strictly" | "or equal"): Allowed {
  const comparison = order === "strictly" ? "smaller than" : "not larger than";
  return {
    words: [`a pair, each entry ${entry.words.join(" or ")}, the first ${comparison} the second`],
    includes: (value) =>
      Array.isArray(value) &&
      value.length === 2 &&
      value.every(entry.includes) &&
      (value[0] < value[1] || (order === "or equal" && value[0] === value[1])),
  };
}

/** Any text. */
export const TEXT: Allowed = { words: ["a string"], includes: (value) => typeof value === "string" };

/** What a switch may be. */
export const TRUE_OR_FALSE: Allowed = oneOf(true, false);

/** What seeds a `Random`: scikit-learn's `random_state`. */
export const SEED: Allowed = whole(0, 2 ** 32 - 1);

/** A parameter as a message shows it, cut after 80 characters. */
export function shown(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "undefined");
  return text.length > 80 ? `${text.slice(0, 79).toWellFormed()}…` : text;
}
