import * as v from "valibot";
import { stringsOf } from "../core/column.ts";
import { ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import {
  ascendingPair,
  choice,
  count,
  flag,
  listOf,
  oneOf,
  orNull,
  wholeNumber,
  withDefault,
} from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound, checkStored, isWhole } from "../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { checkEntries, checkWidth } from "../validation/input.ts";
import { murmurHash3 } from "./murmur-hash-3.ts";
import { visitNGrams } from "./n-grams.ts";

const parameters = defineParameters({
  n_features: count(256, "Number of columns for each column of text", { to: 65_536 }),
  analyzer: choice(
    ["word", "char", "char_wb"],
    "word",
    "n-grams of words, of characters, or of characters within words with a space at both ends",
  ),
  ngram_range: withDefault(
    ascendingPair(wholeNumber(1, 100), "or equal"),
    [1, 1],
    "The shortest and the longest n-grams",
  ),
  lowercase: flag(true, "Turn capital letters into small ones"),
  strip_accents: withDefault(
    orNull(v.literal("ascii")),
    null,
    "ascii: remove accents, and then all characters that are not ASCII; null: leave them",
  ),
  stop_words: withDefault(
    orNull(listOf(v.string())),
    null,
    "Words to leave out, for words only; null for none",
  ),
  binary: flag(false, "Write 1 for every column that an n-gram belongs to, instead of the sum"),
  norm: withDefault(
    oneOf("l1", "l2", null),
    "l2",
    "Divide each text by its sum of absolute values (l1), by its length (l2), or not at all (null)",
  ),
  alternate_sign: flag(
    true,
    "Count half of the n-grams, by their hash, as -1, so that those in the same column cancel out on average",
  ),
});

const HINT = "hash each text into fewer columns, or leave texts out";

/**
 * Hashes the n-grams of texts: each n-gram counts in the column whose number is the MurmurHash3 of its UTF-8 text, modulo
 * `n_features`. A column of text becomes `n_features` columns, `COLUMN_0`, `COLUMN_1`, …, in a dense table: scikit-learn's is
 * sparse and has 2²⁰ columns by default, and takes a list of texts. A missing value has no n-grams. Numbers and booleans count as
 * their JSON text. Nothing is learnt from the rows.
 * Reference: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009, doi:10.1145/1553374.1553516.
 */
export class HashingVectorizer extends Transformer<typeof parameters, { readonly n_features_in: number }> {
  static readonly type = "HashingVectorizer";
  static readonly parameters = parameters;
  #stopWords: ReadonlySet<string> | undefined;

  /** Also throws `ValueError` for a result that is too large. */
  override checkBeforeFit({ rows, columns }: Shape): void {
    this.checkParameters();
    if (Number.isFinite(columns)) this.#checkEntries(rows, columns);
  }

  #checkEntries(rows: number, columns: number): void {
    checkEntries(this.type, rows, columns * this.parameters.n_features, HINT);
  }

  override mostColumns(columns: number): number {
    return columns * this.parameters.n_features;
  }

  /** Throws `ValueError` for parameters out of range, and for a table without columns. */
  override fit(X: Table): this {
    this.checkParameters();
    if (X.columns === 0) throw new ValueError(`${this.type} got no columns to learn from`);
    this.fitted = { n_features_in: X.columns };
    return this;
  }

  /** Throws `ValueError` for a result that is too large. Cost: linear in the length of the different texts. */
  override transform(X: Table): Table {
    const { n_features } = this.parameters;
    checkWidth(X, this.state.n_features_in, this.type);
    this.#checkEntries(X.rows, X.columns);
    const width = X.columns * n_features;
    const data = new Float64Array(X.rows * width);
    X.names.forEach((_, index) => {
      const { codes, categories } = stringsOf(X.column(index));
      const first = new Int32Array(categories.length).fill(-1);
      for (let row = 0; row < codes.length; row++) {
        const code = codes[row]!;
        if (code < 0) continue;
        const at = row * width + index * n_features;
        if (first[code]! >= 0) data.copyWithin(at, first[code]!, first[code]! + n_features);
        else {
          first[code] = at;
          this.#hash(categories[code]!, data.subarray(at, at + n_features));
        }
      }
    });
    const places = Array.from({ length: n_features }, (_, k) => k);
    const names = X.names.flatMap((name) => places.map((k) => `${name}_${k}`));
    return Table.fromMatrix({ rows: X.rows, columns: width, data }, names);
  }

  /** Writes the n-grams of `text` to `result`, which has only zeros. */
  #hash(text: string, result: Float64Array): void {
    const { analyzer, ngram_range, stop_words, alternate_sign, binary, norm } = this.parameters;
    const { length } = result;
    this.#stopWords ??= new Set(stop_words);
    visitNGrams(this.#prepared(text), analyzer, ngram_range, this.#stopWords, (bytes, start, end) => {
      const hash = murmurHash3(bytes, start, end);
      const place = Math.abs(hash) % length;
      if (binary) result[place] = 1;
      else result[place]! += alternate_sign && hash < 0 ? -1 : 1;
    });
    if (norm !== null) normalize(result, norm);
  }

  #prepared(text: string): string {
    const { lowercase, strip_accents } = this.parameters;
    const lowered = lowercase ? text.toLowerCase() : text;
    return strip_accents === null ? lowered : lowered.normalize("NFKD").replace(/[^\0-\x7f]/g, "");
  }

  override sources({ columns }: Table): ColumnSources {
    const { n_features } = this.parameters;
    return {
      from: Int32Array.from({ length: columns * n_features }, (_, at) => Math.floor(at / n_features)),
    };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkStored(this.type, () => this.checkParameters());
    checkSound(this.type, isWhole(this.state?.n_features_in, 1));
  }
}

/** Divides `values` by their norm, unless it is 0. */
function normalize(values: Float64Array, norm: "l1" | "l2"): void {
  let sum = 0;
  for (const value of values) sum += norm === "l1" ? Math.abs(value) : value * value;
  const size = norm === "l1" ? sum : Math.sqrt(sum);
  if (size > 0) for (let k = 0; k < values.length; k++) values[k]! /= size;
}
