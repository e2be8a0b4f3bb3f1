import type { ColumnKind } from "../learn/core/column.ts";
import { countTexts, isTextMissing, type RowColumn, type TextCounts, type TypeCounts } from "./row-column.ts";
import type { RowProblems } from "./row-problems.ts";

/** How the caller wants a column to be taken whose JSON types leave that open. */
export type WantedKind = "numeric" | "categorical";

/** What the caller said about columns. */
export interface WantedKinds {
  readonly byName: ReadonlyMap<string, WantedKind>;
  /** What the caller names columns by, as refusals call it. */
  readonly parameters: Readonly<Record<WantedKind, string>>;
}

/** What a column is packed as, and why. */
export interface KindChoice {
  readonly kind: ColumnKind;
  /** Numeric columns: what text that spells no number is refused with. */
  readonly refusal?: string;
  /** Whether text and other types stand side by side in a column that is taken as text. */
  readonly isMixed?: boolean;
}

/**
 * Chooses the kind of a column of features that was not learnt before. Without text: numeric when it holds a number or
 * nothing at all, otherwise boolean. Text alone is text, unless all of it stands for missing numbers. Numbers beside text
 * are a column of numbers when the text spells numbers and missing ones, or when they are more than half of the values;
 * otherwise, and beside booleans alone, text. What is `wanted` overrules that.
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
  if (numbers === 0) {
    if (booleans === 0 && isTextMissing(column)) return { kind: "numeric" };
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

/** Whether numbers, in whatever spelling, are more than half of the values; missing ones count for neither side. */
function isMostlyNumeric(
  { numbers, booleans }: TypeCounts,
  { numeric, infinite, other }: TextCounts,
): boolean {
  return numbers + numeric + infinite > other + booleans;
}

/**
 * Chooses the kind of a column of labels: that of its one JSON type; numbers may have the texts of missing and infinite
 * numbers among them, which are refused later. Reports labels of several types: as classes they would merge or part in
 * ways that the caller did not mean.
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
