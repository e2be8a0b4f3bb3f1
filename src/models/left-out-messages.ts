import { listNames } from "../learn/core/errors.ts";

/** Why a model of any columns leaves a column out: see `leftOutColumns`. */
export const LEFT_OUT_REASONS = [
  "no_value",
  "identifier",
  "numbers_as_text",
  "dates_among_text",
  "free_text",
] as const;

/** A column that is left out. */
export interface LeftOutColumn {
  readonly name: string;
  readonly reason: (typeof LEFT_OUT_REASONS)[number];
}

/** What to tell about the columns of each reason. */
const MESSAGES: Readonly<Record<LeftOutColumn["reason"], (names: string) => string>> = {
  no_value: (names) => `columns without any value are left out: ${names}`,
  identifier: (names) =>
    `text with another value in nearly every row, as identifiers have, is left out: ${names}; name such a column in categorical_features to learn from it all the same`,
  numbers_as_text: (names) =>
    `text that holds only numbers, another one in nearly every row, is left out: ${names}; send JSON numbers, or name the columns in numeric_features, if they are numeric`,
  dates_among_text: (names) =>
    `text that is mostly dates, but not in every row, is left out: ${names}; send null for missing dates, or name the columns in datetime_features to have other text refused`,
  free_text: (names) =>
    `free text is left out: ${names}; name such a column in text_features to learn from its words`,
};

/** Returns a sentence for each reason for which columns are left out. */
export function leftOutMessages(leftOut: readonly LeftOutColumn[]): string[] {
  return LEFT_OUT_REASONS.flatMap((reason) => {
    const names = leftOut.filter((column) => column.reason === reason).map(({ name }) => name);
    return names.length === 0 ? [] : [MESSAGES[reason](listNames(names))];
  });
}
