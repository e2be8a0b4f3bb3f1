/** A frame of a stack that lies in a model file. The generated registry is none. */
const FRAME = /^\s*at (?:.*[\s(/])?(statistical\/(?!index\.ts)[^\s():/]+\.ts:\d+)(?=[:)\s]|$)/m;

/**
 * Returns the innermost place in a model file that `stack` passes through, such as `statistical/churn.ts:31`; undefined
 * where it passes through none. The executable holds its source map, so the stacks of its errors have such places.
 */
export function originIn(stack: string): string | undefined {
  return FRAME.exec(stack)?.[1];
}

/** Whatever was thrown, as text. Reading a thrown value may throw as well. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/**
 * Returns name, message and stack of whatever was thrown. A class of errors that sets no `name` goes by the name of the
 * class. Never throws.
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
