import type { Column } from "../learn/core/column.ts";
import { shareColumn } from "../learn/core/share-column.ts";
import { missingPart } from "./refusals.ts";
import { type RowColumn, typedColumn } from "./row-column.ts";
import { SentBody, type SentPart, type WireBody, type WireLimits } from "./sent-body.ts";

/** A column as it can be sent to another thread. One that has several JSON types, which is rare, is sent as a list. */
export type SentColumn = { readonly name: string } & (
  | { readonly typed: Column }
  | { readonly values: readonly unknown[] }
);

/** The rows of a training as columns, which can be sent to another thread. */
export interface SentColumns {
  readonly rows: number;
  readonly features: readonly SentColumn[];
  /** Empty if there are none. */
  readonly labels: readonly SentColumn[];
}

/** Returns a column as it can be sent, with its values in shared memory. */
export function sentColumn({ name, length, at, typed }: RowColumn): SentColumn {
  if (typed !== undefined) return { name, typed: shareColumn(typed) };
  return { name, values: Array.from({ length }, (_, row) => at(row)) };
}

/** Returns columns as the body that a caller would have sent. `parametersText` is the JSON of its parameters. */
export function bodyOfColumns(
  { rows, features, labels }: SentColumns,
  parametersText: string,
  limits: WireLimits,
): WireBody {
  const contents = {
    parameters: JSON.parse(parametersText),
    parametersText: () => parametersText,
    features: partOf(features, rows),
    hasLabels: labels.length > 0,
    readLabels: () => {
      if (labels.length === 0) throw missingPart("labels");
      return partOf(labels, rows);
    },
  };
  return new SentBody(contents, limits);
}

function partOf(columns: readonly SentColumn[], rows: number): SentPart {
  const byName = new Map(columns.map((column) => [column.name, rowColumnOf(column, rows)]));
  return {
    rows,
    names: () => [...byName.keys()],
    column: (name) => byName.get(name) ?? { name, length: rows, at: () => undefined },
  };
}

function rowColumnOf(column: SentColumn, rows: number): RowColumn {
  const { name } = column;
  if ("typed" in column) return typedColumn(name, column.typed, rows);
  return { name, length: rows, at: (row) => column.values[row] };
}
