import { packPlainNumbers, packText } from "../ingest/pack-column.ts";
import type { RowColumn } from "../ingest/row-column.ts";
import type { WireBody } from "../ingest/sent-body.ts";
import type { DoubtfulColumns } from "../insight/random-folds.ts";
import type { Column } from "../learn/core/column.ts";
import { isBlank } from "../learn/core/datetime-column.ts";
import { ANY_FEATURES, type Model } from "../models/model.ts";
import { timesOfTexts } from "./row-times.ts";

/** How the columns of identifiers are called. */
const IDENTIFIER_NAME = /(?:^|[_. -])(?:[Ii][Dd]|[Uu][Uu][Ii][Dd])$|[a-z](?:Id|ID|Uuid|UUID)$/;
/** A column of identifiers has at least this many different ones, */
const LEAST_IDENTIFIERS = 10;
/** of each of which there are at most this many rows on average: a country has more. */
const MOST_ROWS_EACH = 20;
/** They are repeated if there are at most this many different ones per row. */
const REPEATED = 0.9;

/**
 * Returns the columns of features that have dates, or identifiers that occur in several rows: of all columns that were sent, for a
 * model of any columns, else of those of the model.
 */
export function doubtfulColumns(model: Model, body: WireBody): DoubtfulColumns {
  const names = model.featureNames === ANY_FEATURES ? body.columns("features") : model.featureNames;
  const columns = names.map((name) => body.column("features", name));
  return {
    dated: columns.filter(hasDates).map(({ name }) => name),
    repeated: columns
      .filter((column) => IDENTIFIER_NAME.test(column.name) && isRepeated(column))
      .map(({ name }) => name),
  };
}

function hasDates(column: RowColumn): boolean {
  // Most columns are known by their first value not to be dates.
  let first: unknown;
  for (let row = 0; row < column.length && (first == null || first === ""); row++) first = column.at(row);
  if (typeof first !== "string" || Number.isNaN(timesOfTexts([first])[0])) return false;
  const texts = textOf(column).categories.filter((text) => !isBlank(text));
  return texts.length > 1 && !timesOfTexts(texts).some(Number.isNaN);
}

function isRepeated(column: RowColumn): boolean {
  const packed: Column = packPlainNumbers(column)?.column ?? textOf(column);
  const { rows, distinct } = packed.kind === "string" ? countTexts(packed) : countNumbers(packed.values);
  return distinct >= LEAST_IDENTIFIERS && distinct <= REPEATED * rows && rows <= MOST_ROWS_EACH * distinct;
}

function textOf(column: RowColumn): Column & { readonly kind: "string" } {
  return column.typed?.kind === "string" ? column.typed : packText(column);
}

function countTexts({ codes, categories }: Column & { readonly kind: "string" }) {
  let rows = 0;
  for (const code of codes) if (code >= 0) rows++;
  return { rows, distinct: categories.length };
}

function countNumbers(values: ArrayLike<number>) {
  const seen = new Set<number>();
  let rows = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    seen.add(values[i]!);
    rows++;
  }
  return { rows, distinct: seen.size };
}
