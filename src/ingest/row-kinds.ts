import type { FeatureKind } from "../learn/core/column.ts";
import {
  areTextsDatetimes,
  countTexts,
  isTextMissing,
  type RowColumn,
  type TextCounts,
  type TypeCounts,
} from "./row-column.ts";
import type { RowProblems } from "./row-problems.ts";

/** The kind that the caller names for a column. */
export type WantedKind = "numeric" | "categorical" | "datetime" | "text";

/** The kinds that the caller names for columns. */
export interface WantedKinds {
  readonly byName: ReadonlyMap<string, WantedKind>;
  /** Per kind that messages mention, the name of the parameter that lists its columns. */
  readonly parameters: Readonly<Record<Exclude<WantedKind, "text">, string>>;
}

/** The kind that is chosen for a column. */
export interface KindChoice {
  readonly kind: FeatureKind;
  /** For numeric columns, the message for text that is not a number; for dates, that for text that is no date. */
  readonly refusal?: string;
  /** For text columns: whether the column also holds other types, and the caller did not name it as categorical. */
  readonly isMixed?: boolean;
}

/**
 * Chooses the kind of a feature column in training, by the JSON types of its values:
 * - without text: boolean if all values are booleans, else numeric;
 * - only text: text, unless every value means a missing number, then numeric; or, for a model that takes `choice`, unless every
 *   value is a date or empty, then datetime;
 * - numbers and text: numeric if every text is a number or a missing number, or if numbers are more than half of the
 *   values; else text;
 * - booleans and text: text.
 * A kind that the caller names in `choice` takes precedence.
 */
export function kindOfFeature(column: RowColumn, types: TypeCounts, choice?: WantedKinds): KindChoice {
  const { numbers, strings, booleans } = types;
  const wanted = choice?.byName.get(column.name);
  if (strings === 0) return { kind: booleans > 0 && numbers === 0 ? "boolean" : "numeric" };
  if (wanted === "numeric") {
    return {
      kind: "numeric",
      refusal: `must be a number or null, as ${choice?.parameters.numeric} names its column`,
    };
  }
  if (wanted === "datetime") {
    return {
      kind: "datetime",
      refusal: `must be an ISO date such as 2024-05-17 or null, as ${choice?.parameters.datetime} names its column`,
    };
  }
  if (numbers === 0) {
    if (booleans === 0 && isTextMissing(column)) return { kind: "numeric" };
    const mayBeDatetime = booleans === 0 && choice !== undefined && wanted === undefined;
    if (mayBeDatetime && areTextsDatetimes(column)) return { kind: "datetime" };
    return { kind: "string", isMixed: booleans > 0 && wanted === undefined };
  }
  const texts = countTexts(column);
  if (texts.other === 0) return { kind: "numeric" };
  if (wanted === undefined && isMostlyNumeric(types, texts)) {
    const hint = choice === undefined ? "" : ` (name it in ${choice.parameters.categorical} if it is text)`;
    return { kind: "numeric", refusal: `must be a number or null, as most values of its column are${hint}` };
  }
  return { kind: "string", isMixed: wanted === undefined };
}

/** Returns whether more than half of the values that are not missing are numbers, sent as numbers or as text. */
function isMostlyNumeric(
  { numbers, booleans }: TypeCounts,
  { numeric, infinite, other }: TextCounts,
): boolean {
  return numbers + numeric + infinite > other + booleans;
}

/**
 * Chooses the kind of a label column in training: its JSON type. Texts that mean missing or infinite numbers may be among
 * numbers; they are refused later. Reports labels of several types: as classes, `1` and `"1"` would be ambiguous.
 */
export function kindOfLabel(column: RowColumn, types: TypeCounts, problems: RowProblems): KindChoice {
  const { numbers, strings, booleans } = types;
  const kinds = [numbers, strings, booleans].filter((count) => count > 0).length;
  if (kinds > 1) {
    const texts = booleans === 0 ? countTexts(column) : undefined;
    if (texts?.numeric === 0 && texts.other === 0) return { kind: "numeric" };
    reportMixedLabels(column, problems);
  }
  return { kind: strings > 0 ? "string" : booleans > 0 ? "boolean" : "numeric" };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  number: "a number",
  string: "text",
  boolean: "true or false",
};

function reportMixedLabels({ name, at }: RowColumn, problems: RowProblems): void {
  const typeAt = (row: number) => TYPE_NAMES[typeof at(row)];
  let first = 0;
  while (typeAt(first) === undefined) first++;
  let other = first;
  while (typeAt(other) === undefined || typeAt(other) === typeAt(first)) other++;
  problems.report(
    other,
    name,
    `is ${typeAt(other)}, but labels[${first}] is ${typeAt(first)}; all labels of a column must have one JSON type`,
  );
}
