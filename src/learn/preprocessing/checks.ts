import { ValueError } from "../errors.ts";

/** Throws `ValueError` unless `value` is true or false. */
export function checkBoolean(name: string, value: unknown): void {
  if (typeof value !== "boolean") throw new ValueError(`${name}=${shown(value)} must be true or false`);
}

/** Throws `ValueError` unless `value` is one of `choices`. */
export function checkChoice(name: string, value: unknown, choices: readonly (string | null)[]): void {
  if (!choices.includes(value as string | null)) {
    throw new ValueError(`${name}=${shown(value)} must be one of ${choices.map(shown).join(", ")}`);
  }
}

/** Throws `ValueError` unless `value` is a whole number, at least `least`. */
export function checkWhole(name: string, value: unknown, least: number): void {
  if (!(Number.isInteger(value) && (value as number) >= least)) {
    throw new ValueError(`${name}=${shown(value)} must be a whole number, at least ${least}`);
  }
}

/** Throws `ValueError` unless `value` is a pair of finite numbers, the first smaller, or equal where `orEqual`. */
export function checkPair(name: string, value: unknown, orEqual: boolean): void {
  const [low, high] = Array.isArray(value) && value.length === 2 ? value : [];
  if (!(Number.isFinite(low) && Number.isFinite(high) && (low < high || (orEqual && low === high)))) {
    const order = orEqual ? "not larger than" : "smaller than";
    throw new ValueError(`${name}=${shown(value)} must be two finite numbers, the first ${order} the second`);
  }
}

/** A parameter as a message shows it, cut after 80 characters. */
export function shown(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "undefined");
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
