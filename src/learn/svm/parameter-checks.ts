import { ValueError } from "../errors.ts";

/** Throws `ValueError` unless `value` is a number greater than 0. */
export function checkPositive(name: string, value: unknown): void {
  if (!(typeof value === "number" && value > 0 && Number.isFinite(value))) {
    throw new ValueError(`${name}=${spell(value)} must be a number greater than 0`);
  }
}

/** Throws `ValueError` unless `value` is a finite number. */
export function checkFinite(name: string, value: unknown): void {
  if (!Number.isFinite(value)) throw new ValueError(`${name}=${spell(value)} must be a finite number`);
}

/** Throws `ValueError` unless `value` is a whole number from `least` to `most`. */
export function checkWhole(name: string, value: unknown, least: number, most: number): void {
  if (!(Number.isInteger(value) && (value as number) >= least && (value as number) <= most)) {
    throw new ValueError(`${name}=${spell(value)} must be a whole number from ${least} to ${most}`);
  }
}

/** Throws `ValueError` unless `value` is one of `choices`. */
export function checkChoice(name: string, value: unknown, choices: readonly (string | boolean)[]): void {
  if (!choices.includes(value as string | boolean)) {
    throw new ValueError(`${name}=${spell(value)} must be one of ${choices.map(spell).join(", ")}`);
  }
}

/** Numbers as they are (`NaN` too), other values as JSON. */
function spell(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "undefined");
}
