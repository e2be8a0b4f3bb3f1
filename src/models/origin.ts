/** A stack frame in a model file, but not in the generated registry `statistical/index.ts`. */
const FRAME = /^\s*at (?:.*[\s(/])?(statistical\/(?!index\.ts)[^\s():]+\.ts:\d+)(?=[:)\s]|$)/m;

/**
 * Returns the innermost place of `stack` in a model file, such as `statistical/churn.ts:31`; undefined if there is none. The
 * executable contains its source map, so that it has such places too.
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
 * Returns the name, message and stack of a thrown value. The name of an error whose class does not set `name` is that of the
 * class. Never throws, even if reading a property of the thrown value does.
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
