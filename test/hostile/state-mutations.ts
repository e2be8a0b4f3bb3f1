import type { PlainData } from "../../src/learn/core/step.ts";

/** One change to a stored document: a description, and the changed document. */
export interface Mutation {
  /** For example `steps.1.fitted.coef: every entry NaN`. */
  readonly what: string;
  readonly document: PlainData;
}

type TypedArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;
type Change = readonly [what: string, value: unknown];

/** Numbers and other values in place of a number. */
const ODD_NUMBERS = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1,
  0,
  0.5,
  3,
  1e6,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 40,
  -(2 ** 31),
  1e308,
  -1e308,
];

/** Values of every type, at least one of which is wrong in any place. */
const OTHER_TYPES: readonly unknown[] = [
  null,
  true,
  7,
  "",
  "__proto__",
  [],
  {},
  [[]],
  { constructor: 1 },
  new Float64Array(0),
  new Int32Array([-1, 2 ** 31 - 1]),
  new Uint8Array(3),
];

/** Yields every single change of `document` at every place at or below `base`: some thousands for a fitted step. */
export function* mutations(document: PlainData, base: readonly string[] = []): Generator<Mutation> {
  for (const path of paths(valueAt(document, base), base)) {
    for (const [what, value] of changes(valueAt(document, path))) {
      yield { what: `${path.join(".")}: ${what}`, document: replaceAt(document, path, value) as PlainData };
    }
  }
}

/** Yields the path of every value in `value`, itself included. Of long lists, only the first, second and last entry. */
function* paths(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path;
  if (Array.isArray(value)) {
    const places = new Set([0, 1, value.length - 1].filter((at) => at >= 0 && at < value.length));
    for (const at of places) yield* paths(value[at], [...path, String(at)]);
  } else if (isPlainObject(value)) {
    for (const key of Object.keys(value)) if (key !== "sha256") yield* paths(value[key], [...path, key]);
  }
}

function* changes(value: unknown): Generator<Change> {
  yield ["left out", undefined];
  for (const other of OTHER_TYPES) yield [`is ${shown(other)}`, other];
  if (typeof value === "number") {
    for (const number of [...ODD_NUMBERS, value + 1, value - 1, -value]) yield [`is ${number}`, number];
  } else if (typeof value === "boolean") yield [`is ${!value}`, !value];
  else if (typeof value === "string") {
    yield ["is longer", `${value}x`];
    yield ["has 10,000 characters", "é".repeat(10_000)];
    yield ["is NUL", "\0"];
  } else if (ArrayBuffer.isView(value)) yield* arrayChanges(value as TypedArray);
  else if (Array.isArray(value)) {
    yield ["one entry fewer", value.slice(0, -1)];
    yield ["first entry gone", value.slice(1)];
    yield ["last entry twice", [...value, value.at(-1)]];
    yield ["reversed", value.toReversed()];
    yield ["10,000 entries", Array.from({ length: 10_000 }, () => value[0] ?? null)];
  } else if (isPlainObject(value)) yield ["empty", {}];
}

function* arrayChanges(value: TypedArray): Generator<Change> {
  const Class = value.constructor as { new (from: ArrayLike<number> | number): TypedArray };
  yield ["one entry fewer", value.slice(0, -1)];
  yield ["half as long", value.slice(0, value.length >> 1)];
  yield ["one entry more", new Class([...value, 0])];
  yield ["twice as long", new Class([...value, ...value])];
  yield ["100,000 entries", new Class(100_000)];
  for (const Other of [Float64Array, Float32Array, Int32Array, Uint16Array, Uint8Array]) {
    if (Other !== (Class as unknown)) yield [`is a ${Other.name}`, new Other(value)];
  }
  for (const number of ODD_NUMBERS) {
    yield [`every entry ${number}`, value.slice().fill(number)];
    for (const at of new Set([0, value.length >> 1, value.length - 1])) {
      if (at < 0 || at >= value.length) continue;
      const changed = value.slice();
      changed[at] = number;
      yield [`entry ${at} is ${number}`, changed];
    }
  }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, key) => (inner as Record<string, unknown>)[key], value);
}

/** Returns a copy of `value` with another value at `path`; all values outside the path are shared. */
function replaceAt(value: unknown, [key, ...rest]: readonly string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const inner = replaceAt((value as Record<string, unknown>)[key], rest, replacement);
  if (Array.isArray(value)) {
    // An entry left out of a list closes the gap.
    return inner === undefined ? value.toSpliced(Number(key), 1) : value.with(Number(key), inner);
  }
  return { ...(value as object), [key]: inner };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function shown(value: unknown): string {
  return ArrayBuffer.isView(value)
    ? `a ${value.constructor.name} of ${(value as TypedArray).length}`
    : JSON.stringify(value);
}
