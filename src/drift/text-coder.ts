import { shortText } from "../insight/category-summary.ts";
import type { StringSummary } from "../insight/report.ts";
import type { Column } from "../learn/core/column.ts";
import { type Coder, type TrainingBin, writeEachCode } from "./coder.ts";
import { FIRST_BIN, MISSING, UNKNOWN } from "./codes.ts";
import { presenceAt } from "./presence-coder.ts";

/** Finds the bins of texts: one for each category that the report of the training names, and one for all others. */
export class TextCoder implements Coder {
  readonly bins: readonly TrainingBin[];
  readonly knowsCategories: boolean;
  readonly knowsRange = false;
  /** The codes of the categories as the report names them: cut if they are long. */
  readonly #codes: ReadonlyMap<string, number>;
  /** Of these, those that the pipeline learnt as they are named. Most texts are found by this one look-up. */
  readonly #usual: ReadonlyMap<string, number>;
  readonly #other: number;
  readonly #known: ReadonlySet<string> | undefined;

  /** `known` are the categories that the pipeline learnt; undefined if it does not take the column as categories. */
  constructor({ categories, other_count }: StringSummary, known: ReadonlySet<string> | undefined) {
    this.bins = [
      ...categories.map(({ value, count }) => ({ label: value, count })),
      { label: "others", count: other_count },
    ];
    this.knowsCategories = known !== undefined;
    this.#known = known;
    this.#codes = new Map(categories.map(({ value }, bin) => [value, FIRST_BIN + bin]));
    this.#usual =
      known === undefined ? this.#codes : new Map([...this.#codes].filter(([text]) => known.has(text)));
    this.#other = FIRST_BIN + categories.length;
  }

  codeAt(column: Column, index: number): number {
    if (column.kind !== "string") return presenceAt(column, index);
    const code = column.codes[index]!;
    if (code < 0) return MISSING;
    const text = column.categories[code]!;
    return this.#usual.get(text) ?? this.#unusual(text);
  }

  readonly writeCodes = writeEachCode;

  countOutOfRange(): number {
    return 0;
  }

  #unusual(text: string): number {
    if (this.#known?.has(text) === false) return UNKNOWN;
    return this.#codes.get(shortText(text)) ?? this.#other;
  }
}
