import { type Issue, shortName, ValueError } from "../learn/core/errors.ts";

/** At most this many problems are listed: enough to see the pattern. */
export const MAX_ISSUES = 20;
/** At most this many rows are named in the message. */
const MAX_NAMED_ROWS = 3;

/** What is wrong with the values of some rows, collected until all columns are read. */
export class RowProblems {
  readonly #part: string;
  readonly #issues: Issue[] = [];
  /** The first problem, and the rows of its column that share it. */
  #first:
    | { readonly column: string; readonly message: string; readonly rows: number[]; count: number }
    | undefined;

  /** `part` is what the rows are called in messages: `features`, `labels`. */
  constructor(part: string) {
    this.#part = part;
  }

  /** Notes that the value of `column` in `row` is wrong; `message` says what it must be. */
  report(row: number, column: string, message: string): void {
    if (this.#issues.length < MAX_ISSUES) {
      this.#issues.push({ path: `${this.#part}[${row}].${shortName(column)}`, message });
    }
    this.#first ??= { column, message, rows: [], count: 0 };
    if (this.#first.column !== column || this.#first.message !== message) return;
    this.#first.count++;
    if (this.#first.rows.length < MAX_NAMED_ROWS) this.#first.rows.push(row);
  }

  /** Throws `ValueError` when there was a problem: its message tells the first one and the first rows that have it. */
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
