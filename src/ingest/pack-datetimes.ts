import type { StringColumn } from "../learn/core/column.ts";
import { datetimesOf, isBlank } from "../learn/core/datetime-column.ts";
import { packText } from "./pack-column.ts";
import type { RowColumn } from "./row-column.ts";
import type { RowProblems } from "./row-problems.ts";

/** A packed column of dates and times, which is a column of text. */
export interface PackedDatetimes {
  readonly column: StringColumn;
  /** Number of blank texts, which are missing values. */
  readonly textsAsMissing: number;
}

/** Packs a column of dates and times. Reports any other value with the message `refusal`. */
export function packDatetimes(column: RowColumn, refusal: string, problems: RowProblems): PackedDatetimes {
  const text = column.typed?.kind === "string" ? column.typed : packText(column);
  const { times, days, others } = datetimesOf(text.categories);
  if (times === text.categories.length) return { column: text, textsAsMissing: 0 };
  if (others > 0) {
    text.codes.forEach((code, row) => {
      if (code < 0 || !Number.isNaN(days[code]) || isBlank(text.categories[code]!)) return;
      problems.report(row, column.name, refusal);
    });
  }
  return withoutBlanks(text);
}

/** Returns the column without its blank categories. */
function withoutBlanks({ codes, categories }: StringColumn): PackedDatetimes {
  let kept = 0;
  const renumbered = Int32Array.from(categories, (text) => (isBlank(text) ? -1 : kept++));
  let textsAsMissing = 0;
  const present = codes.map((code) => {
    if (code < 0) return -1;
    if (renumbered[code]! < 0) textsAsMissing++;
    return renumbered[code]!;
  });
  return {
    column: {
      kind: "string",
      codes: present,
      categories: categories.filter((_, code) => renumbered[code]! >= 0),
    },
    textsAsMissing,
  };
}
