import { stringsOf } from "../core/column.ts";
import { ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import { choice, either, listOf, oneOf, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound } from "../core/restored.ts";
import type { Categories, RestoreStep, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { checkEntries, checkWidth } from "../validation/input.ts";
import {
  areStoredCategories,
  CATEGORY,
  categoriesOf,
  categoryParameters,
  checkLists,
  infrequent,
  refuseUnknown,
} from "./categories.ts";
import { droppedGroups, type OneHotBlock, oneHotBlocks } from "./one-hot-layout.ts";

const parameters = defineParameters({
  ...categoryParameters,
  drop: withDefault(
    either(oneOf(null, "first", "if_binary"), listOf(CATEGORY)),
    null,
    "Categories without a column of their own: null: none, first: the first of each column, if_binary: the first of columns with two, or a list with one category per column",
  ),
  handle_unknown: choice(
    ["error", "ignore", "infrequent_if_exist"],
    "error",
    "A category that was not learnt: error refuses it, ignore encodes it as zeros, infrequent_if_exist counts it among the infrequent ones",
  ),
});

/** The fitted state of `OneHotEncoder`. */
interface OneHotEncoderState {
  readonly categories: readonly Categories[];
  /** For each column, the numbers of the categories that share the last place, ascending. */
  readonly infrequent_indices: readonly Int32Array[];
  /** For each column, the number of the category left out after grouping the infrequent ones; -1 for none. */
  readonly drop_idx: Int32Array;
}

/**
 * Encodes each category as a column of 0 and 1 named `COLUMN_CATEGORY`: `COLUMN_None` for missing values, if there were any at
 * fit, and `COLUMN_infrequent_sklearn` for the group of infrequent categories. Numbers and booleans count as their JSON text.
 */
export class OneHotEncoder extends Transformer<typeof parameters, OneHotEncoderState> {
  static readonly type = "OneHotEncoder";
  static readonly parameters = parameters;
  #layout: { blocks: OneHotBlock[]; width: number } | undefined;

  /** Linear cost. Throws `ValueError` for parameters out of range, and for values outside given categories. */
  override fit(X: Table): this {
    this.checkParameters();
    checkLists(this.parameters, X);
    const { drop, handle_unknown } = this.parameters;
    if (X.names.length === 0) throw new ValueError(`${this.type} got no columns to learn from`);
    const counted = X.names.map((name, index) => {
      const column = categoriesOf(X, index, this.parameters);
      if (column.unknownRow >= 0 && handle_unknown === "error") refuseUnknown(name, column.unknownRow);
      return column;
    });
    const categories = counted.map((column) => column.categories);
    const infrequent_indices = counted.map(({ counts }) => infrequent(counts, X.rows, this.parameters));
    const drop_idx = droppedGroups(drop, X.names, categories, infrequent_indices);
    this.fitted = { categories, infrequent_indices, drop_idx };
    this.#layout = undefined;
    return this;
  }

  /**
   * Throws `ValueError` for an unknown category with `handle_unknown: "error"`, and for a result that is too
   * large.
   */
  override transform(X: Table): Table {
    checkWidth(X, this.state.categories.length, this.type);
    const { blocks, width } = this.#blocks();
    checkEntries("one-hot encoding", X.rows, width, "are there columns of identifiers?");
    const data = new Float64Array(X.rows * width);
    blocks.forEach((block, index) => {
      this.#encode(X, index, block, data, width);
    });
    const names = blocks.flatMap((block, index) => block.names.map((name) => `${X.names[index]}_${name}`));
    return Table.fromMatrix({ rows: X.rows, columns: width, data }, names);
  }

  override sources(): ColumnSources {
    const { blocks, width } = this.#blocks();
    const from = new Int32Array(width);
    let at = 0;
    blocks.forEach(({ names }, index) => {
      from.fill(index, at, at + names.length);
      at += names.length;
    });
    return { from };
  }

  #blocks(): { blocks: OneHotBlock[]; width: number } {
    const { categories, infrequent_indices, drop_idx } = this.state;
    this.#layout ??= oneHotBlocks(categories, infrequent_indices, drop_idx);
    return this.#layout;
  }

  /** Writes the ones of column `index` to `data`. */
  #encode(X: Table, index: number, block: OneHotBlock, data: Float64Array, width: number): void {
    const { handle_unknown } = this.parameters;
    const { codes, categories } = stringsOf(X.column(index));
    const unknown = handle_unknown === "infrequent_if_exist" ? block.infrequentPlace : -1;
    const isRefused = handle_unknown === "error";
    const places = Int32Array.from(categories, (category) => block.places.get(category) ?? -2);
    const missing = block.places.get(null) ?? -2;
    for (let i = 0, at = 0; i < codes.length; i++, at += width) {
      const code = codes[i]!;
      let place = code < 0 ? missing : places[code]!;
      if (place === -2) {
        if (isRefused) refuseUnknown(X.names[index]!, i);
        place = unknown;
      }
      if (place >= 0) data[at + place] = 1;
    }
  }

  override knownCategories(): readonly Categories[] {
    return this.state.categories;
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { categories, infrequent_indices, drop_idx } = this.state;
    checkSound(
      this.type,
      areStoredCategories(categories, infrequent_indices) &&
        drop_idx instanceof Int32Array &&
        drop_idx.length === categories.length,
    );
    this.#layout = undefined;
  }
}
