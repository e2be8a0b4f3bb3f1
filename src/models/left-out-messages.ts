import { listNames } from "../learn/core/errors.ts";

/** Why a model of any columns leaves a column out: see `leftOutColumns`. */
export const LEFT_OUT_REASONS = [
  "no_value",
  "identifier",
  "numbers_as_text",
  "dates_among_text",
  "dates_not_iso",
  "free_text",
] as const;

/** A column that is left out. */
export interface LeftOutColumn {
  readonly name: string;
  readonly reason: (typeof LEFT_OUT_REASONS)[number];
  /** Of `dates_among_text`, the first row whose text is no date; absent in reports that an older version stored. */
  readonly row?: number | undefined;
}

/** What to tell about the columns of each reason. */
const MESSAGES: Readonly<Record<LeftOutColumn["reason"], (names: string) => string>> = {
  no_value: (names) => `columns without any value are left out: ${names}`,
  identifier: (names) =>
    `text with another value in nearly every row, as identifiers have, is left out: ${names}; do not send columns that only name the row: their values tell nothing about other rows`,
  numbers_as_text: (names) =>
    `text that holds only numbers, another one in nearly every row, is left out: ${names}; send JSON numbers, or name the columns in numeric_features, if they are numeric`,
  dates_among_text: (names) =>
    `text that is mostly dates, but not in every row, is left out: ${names}; send null for missing dates, or name the columns in datetime_features to have other text refused`,
  dates_not_iso: (names) =>
    `text that is dates, but not as ISO 8601 has them, is left out: ${names}; write ISO dates such as 2024-05-17 to learn from them`,
  free_text: (names) =>
    `free text is left out: ${names}; name such a column in text_features to learn from its words`,
};

/** Returns a sentence for each reason for which columns are left out. */
export function leftOutMessages(leftOut: readonly LeftOutColumn[]): string[] {
  return LEFT_OUT_REASONS.flatMap((reason) => {
    const columns = leftOut.filter((column) => column.reason === reason);
    if (columns.length === 0) return [];
    const { name, row } = columns.find((column) => column.row !== undefined) ?? {};
    const example = row === undefined ? "" : `; features[${row}] has other text in ${listNames([name!])}`;
    return [MESSAGES[reason](listNames(columns.map((column) => column.name))) + example];
  });
}
