/** A mistake in a model file. */
export interface Mistake {
  /** Where it is; see `ownerOf`. */
  readonly owner: string;
  /** What is wrong, and how to fix it. */
  readonly message: string;
}

/** Returns the name of a class of a model file in messages, such as `statistical/examples/churn.ts: class Churn`. */
export function ownerOf(file: string, className?: string): string {
  return className === undefined ? pathOf(file) : `${pathOf(file)}: class ${className}`;
}

/** Returns the path of a model file from its name in the registry, such as `examples/churn`. */
export function pathOf(file: string): string {
  return `statistical/${file}.ts`;
}

/** Model files have mistakes. The message has one line per mistake, so that all can be fixed at once. The program ends. */
export class ModelFilesError extends Error {
  override readonly name = "ModelFilesError";
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(mistakes.map(({ owner, message }) => `${owner}: ${message}`).join("\n"));
    this.mistakes = mistakes;
  }
}
