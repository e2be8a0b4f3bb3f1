/** One problem with an input: where it is and what would be right. */
export interface Issue {
  /** The place in terms of the request: `features[3].age`, `parameters.C`. */
  readonly path: string;
  readonly message: string;
}

/**
 * The input cannot be used: scikit-learn's `ValueError`. The message never repeats a data value, because it may
 * be logged or sent in a response.
 */
export class ValueError extends Error {
  override readonly name = "ValueError";
  readonly issues: readonly Issue[];

  constructor(message: string, issues: readonly Issue[] = []) {
    super(message);
    this.issues = issues;
  }
}

/** The number of labels is not the one that the estimator learns: several or none instead of one. */
export class LabelCountError extends ValueError {
  /** `learner` names the estimator in the message, as in `a classifier`; `names` are the names of the labels. */
  constructor(learner: string, names: readonly string[]) {
    super(`${learner} learns one label, got ${names.length}: ${listNames(names)}`);
  }
}

/**
 * A `ValueError` about one row of the features. Code that passes on part of a table can restate it for the
 * whole table.
 */
export class RowError extends ValueError {
  readonly #row: number;
  readonly #describe: (row: number) => string;

  /** `describe` writes the message for a given row number. */
  constructor(row: number, describe: (row: number) => string) {
    super(describe(row), [{ path: `features[${row}]`, message: describe(row) }]);
    this.#row = row;
    this.#describe = describe;
  }

  /** Returns the same error for a table that starts `first` rows earlier. */
  shifted(first: number): RowError {
    return new RowError(this.#row + first, this.#describe);
  }

  /** Returns the same error for the table whose rows `rows` were passed on. */
  among(rows: ArrayLike<number>): RowError {
    return new RowError(rows[this.#row]!, this.#describe);
  }
}

/** `transform` or `predict` was called before `fit`. */
export class NotFittedError extends Error {
  override readonly name = "NotFittedError";
  /** The type of the step. */
  readonly type: string;

  constructor(type: string) {
    super(`This ${type} instance is not fitted yet: call fit before using it.`);
    this.type = type;
  }
}

/** Stored bytes do not contain a valid pipeline. */
export class StateError extends Error {
  override readonly name = "StateError";
}

/** A stored step is of a type that this program does not have. */
export class UnknownStepError extends StateError {
  constructor(type: string) {
    super(`it needs a step of type ${JSON.stringify(type)}, which this program does not have`);
  }
}

/** Lists at most five names, quoted, and the number of the others, as scikit-learn does in messages. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(shortName(name)));
  const rest = names.length - shown.length;
  return shown.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** Shortens a name for messages: at most 80 characters, without splitting a surrogate pair. */
export function shortName(name: string): string {
  return (name.length > 80 ? `${name.slice(0, 79)}…` : name).toWellFormed();
}
