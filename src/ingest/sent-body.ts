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

/** How much one request may hold. */
export interface WireLimits {
  readonly maxRows: number;
  readonly maxColumns: number;
}

/** The keys that a body may have. */
export const KEYS = {
  training: ["parameters", "features", "labels"],
  prediction: ["features"],
} as const;

/** What a body is for. */
export type BodyKind = keyof typeof KEYS;

/** A request's body, read once. Tables are packed out of it by the columns that are asked for. */
export interface WireBody {
  /** Undefined when left out. */
  readonly parameters: unknown;
  /** Returns the JSON text of `parameters`, for what parsing loses; undefined when left out. */
  parametersText(): string | undefined;
  readonly rows: number;
  /**
   * Returns every column of `features` (or of `labels`), in order of first appearance. Throws `ValueError` above
   * `maxColumns`.
   */
  columns(part: RowsPart): string[];
  /**
   * See `packColumns`. Throws for labels that are missing or differ in number from the features, unless `names` is
   * empty.
   */
  table(part: RowsPart, names: readonly string[], options?: PackOptions): Table;
}

/** `features` or `labels`, as they were sent. */
export interface SentPart {
  readonly rows: number;
  /** Returns the names of all columns, in order of first appearance. */
  names(): readonly string[];
  /** Returns a column; one without values where no row has that name. */
  column(name: string): RowColumn;
}

/** What a reader found in a body. */
export interface BodyContents {
  readonly parameters: unknown;
  readonly parametersText: () => string | undefined;
  readonly features: SentPart;
  /** Returns the labels. Throws `ValueError` where there are none that can be read. */
  readonly readLabels: () => SentPart;
}

/** The checks and the packing that do not depend on how a body was read. */
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

  columns(part: RowsPart): string[] {
    const names = this.#part(part).names();
    const { maxColumns } = this.#limits;
    if (names.length > maxColumns) throw tooManyColumns(part, names.length, maxColumns);
    if (names.length === 0) throw noColumns(part);
    if (!names.every((name) => name.isWellFormed())) throw notUnicode(part);
    return [...names];
  }

  table(part: RowsPart, names: readonly string[], options?: PackOptions): Table {
    // Labels that nobody asks for may be missing: some models take none.
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

/** Throws `ValueError` for columns that are no lists, whose length is negative here, or not of one length. */
export function checkLengths(lengths: Iterable<readonly [string, number]>, part: RowsPart): void {
  let first: readonly [string, number] | undefined;
  for (const column of lengths) {
    const [name, length] = column;
    if (length < 0) throw notAList(part, name);
    first ??= column;
    if (length !== first[1]) throw differentLengths(part, first, column);
  }
}
