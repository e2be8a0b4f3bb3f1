import { type Issue, shortName, ValueError } from "../learn/core/errors.ts";

/** Maximum number of problems that are listed. */
export const MAX_ISSUES = 20;
/** Maximum number of rows that the message names. */
const MAX_NAMED_ROWS = 3;

/** Collects what is wrong with the values of rows, over all columns. */
export class RowProblems {
  readonly #part: string;
  readonly #issues: Issue[] = [];
  /** The first problem, and the rows that have the same problem in the same column. */
  #first:
    | { readonly column: string; readonly message: string; readonly rows: number[]; count: number }
    | undefined;

  /** `part` names the rows in messages: `features` or `labels`. */
  constructor(part: string) {
    this.#part = part;
  }

  /** Adds a problem: the value of `column` in `row` is wrong, and `message` says what it must be. */
  report(row: number, column: string, message: string): void {
    if (this.#issues.length < MAX_ISSUES) {
      this.#issues.push({ path: `${this.#part}[${row}].${shortName(column)}`, message });
    }
    this.#first ??= { column, message, rows: [], count: 0 };
    if (this.#first.column !== column || this.#first.message !== message) return;
    this.#first.count++;
    if (this.#first.rows.length < MAX_NAMED_ROWS) this.#first.rows.push(row);
  }

  /** Throws `ValueError` if there is a problem. Its message names the first one, and the first rows that have the same. */
  throwIfAny(): void {
    if (this.#first === undefined) return;
    const { path, message } = this.#issues[0]!;
    throw new ValueError(`${path} ${message}${this.#furtherRows(this.#first)}`, this.#issues);
  }

  #furtherRows({ rows, count }: { rows: readonly number[]; count: number }): string {
    if (count === 1) return "";
    const named = rows.slice(1).map((row) => `${this.#part}[${row}]`);
    const rest = count - rows.length;
    return `; the same holds for ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  }
}
