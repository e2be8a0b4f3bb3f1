/** Describes the type of `value` in a message for programmers: `a Set`, `nothing`, `a Promise`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing (undefined)";
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return `the text ${shortText(value)}`;
  if (typeof value === "bigint") return "a BigInt";
  if (typeof value === "function")
    return /^class\b/.test(String(value)) ? `the class ${value.name}` : "a function";
  if (typeof value === "symbol") return "a symbol";
  const name = classNameOf(value);
  if (name === "Promise") return "a Promise (is the method async?)";
  if (name === undefined) return "an object";
  return isBuiltIn(name) ? `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}` : `an instance of ${name}`;
}

/** Returns whether `value` is a plain object, as opposed to an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function shortText(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39).toWellFormed()}…` : text);
}

/** Returns the name of the class of an object; undefined for plain objects. */
function classNameOf(value: object): string | undefined {
  if (isPlainObject(value)) return undefined;
  const owner: unknown = value.constructor;
  return typeof owner === "function" && owner.name !== "" ? owner.name : undefined;
}

function isBuiltIn(name: string): boolean {
  return typeof (globalThis as Record<string, unknown>)[name] === "function";
}
