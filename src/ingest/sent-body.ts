import { Table } from "../learn/core/table.ts";
import {
  differentLengths,
  differentRows,
  noColumns,
  notAList,
  notUnicode,
  tooManyColumns,
} from "./refusals.ts";
import type { RowColumn } from "./row-column.ts";
import { type PackOptions, packColumns, type RowsPart } from "./rows.ts";

/** The limits of one body; see the settings MAX_ROWS and MAX_COLUMNS. */
export interface WireLimits {
  readonly maxRows: number;
  readonly maxColumns: number;
}

/** The keys of a body, by its kind. A body of the kind `rows` is not an object with keys: it is the value of `features` itself. */
export const KEYS = {
  training: ["parameters", "features", "labels"],
  prediction: ["features"],
  rows: [],
} as const;

/** The kinds of bodies. */
export type BodyKind = keyof typeof KEYS;

/** The body of a request. It is read once; tables of any of its columns can then be packed. */
export interface WireBody {
  /** The parsed `parameters`; undefined if absent. */
  readonly parameters: unknown;
  /** Returns the JSON text of `parameters`, in which 1.0 differs from 1; undefined if absent. */
  parametersText(): string | undefined;
  /** Number of rows of `features`. */
  readonly rows: number;
  /** Whether there are `labels`. */
  readonly hasLabels: boolean;
  /**
   * Returns the names of all columns of `part`, in order of first appearance. Throws `ValueError` if there are none or more
   * than `maxColumns`.
   */
  columns(part: RowsPart): string[];
  /** Returns the column `name` of `part` as it was sent; without values if no row has the name. Throws as `table` does. */
  column(part: RowsPart, name: string): RowColumn;
  /**
   * Packs the columns `names` of `part`: see `packColumns`. Throws `ValueError` if the labels are absent or if their number
   * differs from the number of features, unless `names` is empty.
   */
  table(part: RowsPart, names: readonly string[], options?: PackOptions): Table;
}

/** `features` or `labels` as they were sent. */
export interface SentPart {
  readonly rows: number;
  /** Returns the names of all columns, in order of first appearance. */
  names(): readonly string[];
  /** Returns a column; it has no values if no row has the name. */
  column(name: string): RowColumn;
}

/** What a reader has read from a body. */
export interface BodyContents {
  readonly parameters: unknown;
  readonly parametersText: () => string | undefined;
  readonly features: SentPart;
  readonly hasLabels: boolean;
  /** Returns the labels. Throws `ValueError` if they are absent or wrong. */
  readonly readLabels: () => SentPart;
}

/** The checks and the packing that are the same for all readers of bodies. */
export class SentBody implements WireBody {
  readonly parameters: unknown;
  readonly parametersText: () => string | undefined;
  readonly #contents: BodyContents;
  readonly #limits: WireLimits;
  #labels: SentPart | undefined;

  constructor(contents: BodyContents, limits: WireLimits) {
    this.parameters = contents.parameters;
    this.parametersText = contents.parametersText;
    this.#contents = contents;
    this.#limits = limits;
  }

  get rows(): number {
    return this.#contents.features.rows;
  }

  get hasLabels(): boolean {
    return this.#contents.hasLabels;
  }

  columns(part: RowsPart): string[] {
    const names = this.#part(part).names();
    const { maxColumns } = this.#limits;
    if (names.length > maxColumns) throw tooManyColumns(part, names.length, maxColumns);
    if (names.length === 0) throw noColumns(part);
    if (!names.every((name) => name.isWellFormed())) throw notUnicode(part);
    return [...names];
  }

  column(part: RowsPart, name: string): RowColumn {
    return this.#part(part).column(name);
  }

  table(part: RowsPart, names: readonly string[], options?: PackOptions): Table {
    // Labels may be absent if the model takes none.
    if (part === "labels" && names.length === 0) return Table.fromColumns([], [], this.rows);
    const sent = this.#part(part);
    const columns = names.map((name) => sent.column(name));
    return packColumns(columns, sent.rows, part, options);
  }

  #part(part: RowsPart): SentPart {
    const { features, readLabels } = this.#contents;
    if (part === "features") return features;
    this.#labels ??= readLabels();
    if (this.#labels.rows !== this.rows) throw differentRows(this.rows, this.#labels.rows);
    return this.#labels;
  }
}

/** Throws `ValueError` unless all columns are lists of one length. A negative length stands for a column that is not a list. */
export function checkLengths(lengths: Iterable<readonly [string, number]>, part: RowsPart): void {
  let first: readonly [string, number] | undefined;
  for (const column of lengths) {
    const [name, length] = column;
    if (length < 0) throw notAList(part, name);
    first ??= column;
    if (length !== first[1]) throw differentLengths(part, first, column);
  }
}
