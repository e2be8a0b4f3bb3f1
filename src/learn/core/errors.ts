/** One thing that is wrong with an input: where it stands and what would be right. */
export interface Issue {
  /** Where, in the words of the request: `features[3].age`, `parameters.C`. */
  readonly path: string;
  readonly message: string;
}

/**
 * The input cannot be used: scikit-learn's `ValueError`. The message never repeats a data value, because it
 * may travel to a log or into an answer.
 */
export class ValueError extends Error {
  override readonly name = "ValueError";
  readonly issues: readonly Issue[];

  constructor(message: string, issues: readonly Issue[] = []) {
    super(message);
    this.issues = issues;
  }
}

/** There are more labels than an estimator learns, or none where it learns one. */
export class LabelCountError extends ValueError {
  /** `learner` says who learns one label: `a classifier`. `names` are those of the labels. */
  constructor(learner: string, names: readonly string[]) {
    super(`${learner} learns one label, got ${names.length}: ${listNames(names)}`);
  }
}

/** A `ValueError` about one row of the features. Who handed in a part of a table can tell it by the row's place in the whole. */
export class RowError extends ValueError {
  readonly #row: number;
  readonly #describe: (row: number) => string;

  /** `describe` words the message for a row of that number. */
  constructor(row: number, describe: (row: number) => string) {
    super(describe(row), [{ path: `features[${row}]`, message: describe(row) }]);
    this.#row = row;
    this.#describe = describe;
  }

  /** Returns the same error for a table that begins `first` rows earlier. */
  shifted(first: number): RowError {
    return new RowError(this.#row + first, this.#describe);
  }
}

/** `transform` or `predict` was called before `fit`. */
export class NotFittedError extends Error {
  override readonly name = "NotFittedError";
  /** Of the step. */
  readonly type: string;

  constructor(type: string) {
    super(`This ${type} instance is not fitted yet: call fit before using it.`);
    this.type = type;
  }
}

/** Bytes that should hold a stored pipeline do not. */
export class StateError extends Error {
  override readonly name = "StateError";
}

/** A stored step is of a type that this program does not have. */
export class UnknownStepError extends StateError {
  constructor(type: string) {
    super(`it needs a step of type ${JSON.stringify(type)}, which this program does not have`);
  }
}

/** At most five names, quoted, and how many more there are: scikit-learn's way of naming columns. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(shortName(name)));
  const rest = names.length - shown.length;
  return shown.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** A name as messages repeat it: at most 80 characters, none of them half of a surrogate pair. */
export function shortName(name: string): string {
  return (name.length > 80 ? `${name.slice(0, 79)}…` : name).toWellFormed();
}
