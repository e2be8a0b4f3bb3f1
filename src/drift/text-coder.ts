import { shortText } from "../insight/category-summary.ts";
import type { StringSummary } from "../insight/report.ts";
import type { Column } from "../learn/core/column.ts";
import type { Coder, TrainingBin } from "./coder.ts";
import { FIRST_BIN, MISSING, UNKNOWN } from "./codes.ts";
import { encodePresence } from "./presence-coder.ts";

/** Finds the bins of texts: one for each category that the report of the training names, and one for all others. */
export class TextCoder implements Coder {
  readonly bins: readonly TrainingBin[];
  readonly knowsCategories: boolean;
  readonly knowsRange = false;
  readonly #codes: ReadonlyMap<string, number>;
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
    this.#other = FIRST_BIN + categories.length;
  }

  encode(column: Column, from: number, codes: Uint8Array): void {
    if (column.kind !== "string") {
      encodePresence(column, from, codes);
      return;
    }
    const { codes: texts, categories } = column;
    // Looks up each text once if that is less work than a look-up per row.
    const byText =
      categories.length < texts.length - from
        ? Uint8Array.from(categories, (text) => this.#codeOf(text))
        : undefined;
    for (let i = from; i < texts.length; i++) {
      const text = texts[i]!;
      codes[i - from] = text < 0 ? MISSING : (byText?.[text] ?? this.#codeOf(categories[text]!));
    }
  }

  countOutOfRange(): number {
    return 0;
  }

  #codeOf(text: string): number {
    if (this.#known?.has(text) === false) return UNKNOWN;
    return this.#codes.get(shortText(text)) ?? this.#other;
  }
}
