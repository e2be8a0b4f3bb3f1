import { listNames } from "../learn/core/errors.ts";

/** Columns of rows that were drawn at random for testing, which cast doubt on it. */
export interface DoubtfulColumns {
  /** With dates: a model that will predict the future was tested on the past. */
  readonly dated: readonly string[];
  /** With identifiers that occur in several rows: some of these rows were learnt, others tested. */
  readonly repeated: readonly string[];
}

/** Returns what to say about rows with dates that were drawn at random. */
export function aboutDates(names: readonly string[]): string {
  const [first] = names;
  return `the rows have dates (${listNames(names)}), but the model is measured on rows of any time, by a fit that has seen later ones: to measure how well it predicts what comes next, set cv_time to ${listNames([first!])}`;
}

/** Returns what to say about rows with repeated identifiers that were drawn at random. */
export function aboutRepeated(names: readonly string[]): string {
  const [first] = names;
  return `several rows have the same ${listNames(names)}, and the model is measured on some of them by a fit that has seen others: to measure how well it predicts for new ones, set cv_groups to ${listNames([first!])}`;
}
