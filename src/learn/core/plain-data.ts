import { describeValue, isPlainObject } from "./describe-value.ts";
import { StateError } from "./errors.ts";
import type { StepState } from "./step.ts";

/** Arrays that are stored as they are. */
const STORED_ARRAYS = [Float64Array, Float32Array, Int32Array, Uint32Array, Uint16Array, Uint8Array] as const;
/** Maximum depth of nesting: deeper than any state. It stops the walk through an object that contains itself. */
const MAX_DEPTH = 50;

/**
 * Throws `StateError` unless the parameters and the fitted state of a step, and of the steps inside it, are
 * plain data. The message names the step, the place and the remedy: `the step Encoder keeps a Set in
 * fitted.teams: …`.
 * Cost: one walk over the state; the contents of typed arrays are not looked at.
 */
export function checkStepState(state: StepState): void {
  checkEntries(state, state.type, "", 0);
}

/** Returns why `value` is not plain data, such as `it holds a Set in teams, …`; undefined if it is. */
export function notPlain(value: unknown): string | undefined {
  try {
    checkValue(value, "", "", 0);
    return undefined;
  } catch (error) {
    if (error instanceof StateError) return error.message;
    throw error;
  }
}

function checkEntries(state: StepState, step: string, path: string, depth: number): void {
  const inside = path === "" ? "" : `${path}.`;
  checkValue(state.parameters, step, `${inside}parameters`, depth);
  checkValue(state.fitted, step, `${inside}fitted`, depth);
}

function checkValue(value: unknown, step: string, path: string, depth: number): void {
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string")
    return;
  if (STORED_ARRAYS.some((Class) => value instanceof Class)) return;
  if (depth > MAX_DEPTH) {
    throw refusal(step, path, `data nested deeper than ${MAX_DEPTH} levels`, "does it hold itself?");
  }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkValue(value[i], step, `${path}[${i}]`, depth + 1);
    return;
  }
  if (!isPlainObject(value)) throw refusal(step, path, describeValue(value), remedyOf(value));
  if (isStepState(value)) {
    // A step within a composite step: from here on, messages name the inner step.
    checkEntries(value, value.type, "", depth + 1);
    return;
  }
  for (const [key, entry] of Object.entries(value)) {
    const place = path === "" ? key : `${path}.${key}`;
    if (key === "__proto__") throw refusal(step, place, "a key __proto__", "keep names in a list");
    // A key with value undefined is not stored, and is undefined afterwards as before.
    if (entry !== undefined) checkValue(entry, step, place, depth + 1);
  }
}

function isStepState(value: Record<string, unknown>): value is Record<string, unknown> & StepState {
  return typeof value.type === "string" && "parameters" in value && "fitted" in value;
}

function refusal(step: string, path: string, what: string, remedy: string): StateError {
  const owner = step === "" ? "it holds" : `the step ${step} keeps`;
  const place = path === "" ? "" : ` in ${path.slice(0, 200)}`;
  return new StateError(`${owner} ${what}${place}, which cannot be stored: ${remedy}`);
}

function remedyOf(value: unknown): string {
  if (value === undefined) return "keep null in its place";
  if (value instanceof Map) return "keep an object, or a list of pairs (Object.fromEntries, [...map])";
  if (value instanceof Set) return "keep a list ([...set])";
  if (value instanceof Date) return "keep a number (getTime) or text (toISOString)";
  if (typeof value === "bigint") return "keep a number, or text (String)";
  if (typeof value === "function") return "keep the data it works with, and write it as a method";
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return `keep one of ${STORED_ARRAYS.map(({ name }) => name).join(", ")}`;
  }
  return "keep its fields as a plain object, and build the instance when it is needed";
}
