/** What is wrong with a class of a model file, and how to fix it. */
export interface Mistake {
  /** Such as `statistical/churn.ts: class Churn`; see `ownerOf`. */
  readonly owner: string;
  readonly message: string;
}

/** Returns how messages name a class of a model file: `statistical/churn.ts: class Churn`. */
export function ownerOf(file: string, className?: string): string {
  return className === undefined ? pathOf(file) : `${pathOf(file)}: class ${className}`;
}

/** Returns the path of a model file from its name in the registry, such as `examples/churn`. */
export function pathOf(file: string): string {
  return `statistical/${file}.ts`;
}

/** Model files with mistakes, one line for each, so that all can be fixed at once. The program does not start with any. */
export class ModelFilesError extends Error {
  override readonly name = "ModelFilesError";
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(mistakes.map(({ owner, message }) => `${owner}: ${message}`).join("\n"));
    this.mistakes = mistakes;
  }
}
