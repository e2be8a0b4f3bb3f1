import { StateError, ValueError } from "../errors.ts";
import { type RestoreStep, type StepState, Transformer } from "../estimator.ts";
import { checkWidth } from "../input.ts";
import { compareCodePoints } from "../order.ts";
import { type StringColumn, stringsOf, Table } from "../table.ts";

export interface OneHotEncoderParameters {
  /** What becomes of a category that was not learnt: an error (the default), or zeros. */
  readonly handle_unknown?: "error" | "ignore";
}

export interface OneHotEncoderState {
  /** Of each column, ascending by code point; null, the missing value, stands last where it occurred. */
  readonly categories: readonly (readonly (string | null)[])[];
}

/** The result is a dense matrix: more entries than this (2 GB) are taken for a mistake. */
const MAX_ENTRIES = 2 ** 28;

/** One column of 0 and 1 a category, named `column_category`. Numbers and booleans count as their JSON text. */
export class OneHotEncoder extends Transformer<OneHotEncoderParameters, OneHotEncoderState> {
  static readonly type = "OneHotEncoder";

  constructor(parameters: OneHotEncoderParameters = {}) {
    super(parameters);
  }

  override fit(X: Table): this {
    this.fitted = { categories: X.names.map((_, index) => categoriesOf(stringsOf(X.column(index)))) };
    return this;
  }

  /** Throws `ValueError` for an unknown category under `handle_unknown: "error"`, and for a result too large. */
  override transform(X: Table): Table {
    const { categories } = this.state;
    checkWidth(X, categories.length, this.type);
    const names = categories.flatMap((known, index) =>
      known.map((category) => `${X.names[index]}_${category ?? "None"}`),
    );
    const width = names.length;
    if (width * X.rows > MAX_ENTRIES) {
      throw new ValueError(
        `one-hot encoding would make ${X.rows} × ${width} numbers; are there columns of identifiers?`,
      );
    }
    const data = new Float64Array(X.rows * width);
    let offset = 0;
    categories.forEach((known, index) => {
      const column = stringsOf(X.column(index));
      const position = new Map(known.map((category, k) => [category, offset + k]));
      const missing = position.get(null) ?? -1;
      const places = column.categories.map((category) => position.get(category) ?? -1);
      for (let i = 0; i < X.rows; i++) {
        const code = column.codes[i]!;
        const place = code < 0 ? missing : places[code]!;
        if (place >= 0) data[i * width + place] = 1;
        else if ((this.parameters.handle_unknown ?? "error") === "error") {
          throw new ValueError(
            `Found unknown categories in column ${JSON.stringify(X.names[index])} (row ${i})`,
          );
        }
      }
      offset += known.length;
    });
    return Table.fromMatrix({ rows: X.rows, columns: width, data }, names);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { categories } = this.state;
    if (!Array.isArray(categories) || !categories.every(Array.isArray)) {
      throw new StateError(`the state of its ${this.type} is malformed`);
    }
  }
}

function categoriesOf({ codes, categories }: StringColumn): (string | null)[] {
  const used = new Set(codes);
  const sorted = categories.filter((_, code) => used.has(code)).sort(compareCodePoints);
  return used.has(-1) ? [...sorted, null] : sorted;
}
