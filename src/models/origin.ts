/** A stack frame in a model file, which the generated registry is not. */
const FRAME = /^\s*at (?:.*[\s(/])?(statistical\/(?!index\.ts)[^\s():]+\.ts:\d+)(?=[:)\s]|$)/m;

/**
 * Returns the innermost place of `stack` in a model file, such as `statistical/churn.ts:31`; undefined if there is none. The executable holds its source map, so the stacks of its errors have such places.
 */
export function originIn(stack: string): string | undefined {
  return FRAME.exec(stack)?.[1];
}

/** A thrown value as text. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/**
 * Returns the name, message and stack of a thrown value. An error whose class sets no `name` has the name of the class.
 * Never throws, although reading a thrown value may.
 */
export function describeThrown(thrown: unknown): Thrown {
  try {
    if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown), stack: "" };
    const { name, message, stack } = thrown;
    const type = (name === "Error" && thrown.constructor.name) || name;
    return { name: String(type), message: String(message), stack: String(stack ?? "") };
  } catch {
    return { name: "Error", message: "what was thrown cannot be read", stack: "" };
  }
}
