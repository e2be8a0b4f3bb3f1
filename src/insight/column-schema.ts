import * as v from "valibot";
import { count, histogram, number, numbers } from "./report-values.ts";

/** The loss of score when the values of the column are shuffled: mean and population standard deviation over the repeats. */
export const importance = v.pipe(v.object({ mean: number, std: number }), v.title("ColumnImportance"));

const columnEntries = {
  name: v.string(),
  /** Rows with a value. */
  count,
  /** Rows without a value. */
  missing: count,
  /** Absent for a label, for a column that was not measured, and where `evaluation.importance` is null. */
  importance: v.optional(importance),
  /**
   * How well this column alone predicts the label: the accuracy, or r2, of the most frequent class, or the mean label, of each
   * of its categories or of 16 ranges of its numbers or times, on rows that these were not counted on. Only for a feature of a
   * model with one label.
   */
  score_alone: v.optional(number),
};

/**
 * The rows of the training in one column. `count`, `missing`, `mean`, `std`, the ends of `quantiles` and the counts of
 * categories are of all rows.
 */
export const columnSchema = v.variant("kind", [
  v.pipe(
    v.object({
      ...columnEntries,
      kind: v.literal("numeric"),
      /**
       * Number of values that the other quantiles, `decile_counts`, `distinct` and `histogram` are of: all of them, or some
       * spread evenly.
       */
      sampled: count,
      /** Null for a column without values, or where it is too large for a number. */
      mean: v.nullable(number),
      /** The population standard deviation; null as the mean is. */
      std: v.nullable(number),
      distinct: count,
      /** At `QUANTILES` (fractions.ts), interpolated linearly; empty for a column without values. */
      quantiles: numbers,
      /** Of the sampled numbers, those in each of the bins that the deciles divide them into (decile-bins.ts); empty as quantiles are. */
      decile_counts: v.array(count),
      histogram,
    }),
    v.title("NumericColumn"),
  ),
  v.pipe(
    v.object({ ...columnEntries, kind: v.literal("boolean"), true_count: count }),
    v.title("BooleanColumn"),
  ),
  v.pipe(
    v.object({
      ...columnEntries,
      kind: v.literal("string"),
      /** Number of distinct texts. */
      distinct: count,
      /** The most frequent texts, the most frequent first. Texts that occur only a few times are never named. */
      categories: v.array(v.pipe(v.object({ value: v.string(), count }), v.title("Category"))),
      /** Rows with a text that is not listed. */
      other_count: count,
    }),
    v.title("TextColumn"),
  ),
  v.pipe(
    v.object({
      ...columnEntries,
      kind: v.literal("datetime"),
      /**
       * The first and the last as ISO text: dates if all values are dates, else times cut to seconds, in UTC where they were sent
       * with an offset. Null for a column without values.
       */
      min: v.nullable(v.string()),
      max: v.nullable(v.string()),
      /** As for numbers, of the seconds since 1970-01-01T00:00:00Z. */
      sampled: count,
      distinct: count,
      quantiles: numbers,
      histogram,
    }),
    v.title("DatetimeColumn"),
  ),
]);
