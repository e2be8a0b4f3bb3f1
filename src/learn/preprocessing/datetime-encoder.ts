import * as v from "valibot";
import { ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import { flag, oneOf, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound, checkStored } from "../core/restored.ts";
import { occurringTimes, type RowTimes, timesOfRows } from "../core/row-times.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { checkWidth } from "../validation/input.ts";
import {
  DATETIME_FEATURES,
  type DatetimeFeature,
  encodeDatetimes,
  namesOfDatetimes,
  TIME_LEVELS,
  valuesOfDatetimes,
} from "./datetime-features.ts";

const parameters = defineParameters({
  resolution: withDefault(
    oneOf(...TIME_LEVELS, null),
    "hour",
    "The shortest part of a time that gets a column; longer parts get one too, null: none. Dates without a time of day have year, month and day alone",
  ),
  add_weekday: flag(false, "Add the day of the week, 1 (Monday) to 7 (Sunday)"),
  add_total_seconds: flag(true, "Add the seconds since 1970-01-01T00:00:00Z"),
  add_day_of_year: flag(false, "Add the day of the year, 1 to 366"),
  periodic_encoding: withDefault(
    oneOf(null, "circular", "spline"),
    null,
    "What month, day, hour and weekday become: null: numbers, circular: a sine and a cosine, spline: periodic splines",
  ),
  drop_if_constant: flag(
    false,
    "Leave out what is the same in all rows of the fit; each column keeps at least one of its own",
  ),
});

/** The fitted state of `DatetimeEncoder`. */
interface DatetimeEncoderState {
  /** For each column, what is computed of its times, in order. */
  readonly extracted_features: readonly (readonly DatetimeFeature[])[];
}

/**
 * Computes numbers of dates and times, which are text as `parseDatetime` reads it: times with an offset from UTC are those in UTC,
 * others are taken as they are. The results are called `COLUMN_year`, `COLUMN_month`, …, as those of skrub's `DatetimeEncoder`, and
 * are missing where the time is. A blank text is a missing time; any other text that is no time is refused.
 */
export class DatetimeEncoder extends Transformer<typeof parameters, DatetimeEncoderState> {
  static readonly type = "DatetimeEncoder";
  static readonly parameters = parameters;
  /** The latest column names and those of the result: cached, because successive predictions have the same. */
  #named: { readonly from: readonly string[]; readonly to: readonly string[] } | undefined;

  override checkParameters(): void {
    super.checkParameters();
    if (this.#wanted(false).length === 0) {
      throw new ValueError(
        `${this.type} would compute nothing: set a resolution, add_weekday, add_total_seconds or add_day_of_year`,
      );
    }
  }

  override mostColumns(columns: number): number {
    return columns * namesOfDatetimes(this.#wanted(false), this.parameters.periodic_encoding).length;
  }

  override datetimeColumns(names: readonly string[]): readonly string[] {
    return names;
  }

  /** Linear cost. Throws `ValueError` for parameters out of range, columns that are not text, and text that is no time. */
  override fit(X: Table): this {
    this.checkParameters();
    if (X.names.length === 0) throw new ValueError(`${this.type} got no columns to learn from`);
    const times = X.names.map((name, index) => timesOfRows(X.column(index), name));
    this.fitted = { extracted_features: times.map((each) => this.#extracted(each)) };
    this.#named = undefined;
    return this;
  }

  /** Throws `ValueError` unless there are as many columns as at fit, and for what `fit` refuses. */
  override transform(X: Table): Table {
    const { extracted_features } = this.state;
    const { periodic_encoding } = this.parameters;
    checkWidth(X, extracted_features.length, this.type);
    const names = this.#namesFor(X.names);
    const columns = names.length;
    const data = new Float64Array(X.rows * columns);
    let first = 0;
    extracted_features.forEach((features, index) => {
      const { days, seconds, places } = timesOfRows(X.column(index), X.names[index]!);
      const values = encodeDatetimes(days, seconds, features, periodic_encoding);
      const width = namesOfDatetimes(features, periodic_encoding).length;
      for (let row = 0, to = first; row < X.rows; row++, to += columns) {
        const from = places[row]! * width;
        for (let j = 0; j < width; j++) data[to + j] = from < 0 ? Number.NaN : values[from + j]!;
      }
      first += width;
    });
    return Table.fromMatrix({ rows: X.rows, columns, data }, names);
  }

  override sources(): ColumnSources {
    const from = this.state.extracted_features.flatMap((features, index) =>
      namesOfDatetimes(features, this.parameters.periodic_encoding).map(() => index),
    );
    return { from: Int32Array.from(from) };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkStored(this.type, () => this.checkParameters());
    checkSound(this.type, v.is(EXTRACTED, this.state?.extracted_features));
  }

  #namesFor(names: readonly string[]): readonly string[] {
    if (this.#named?.from !== names) {
      const to = names.flatMap((name, index) =>
        namesOfDatetimes(this.state.extracted_features[index]!, this.parameters.periodic_encoding).map(
          (feature) => `${name}_${feature}`,
        ),
      );
      this.#named = { from: names, to };
    }
    return this.#named.to;
  }

  /** Returns what is computed of a column with these times at fit. */
  #extracted(times: RowTimes): readonly DatetimeFeature[] {
    const { days, seconds } = occurringTimes(times);
    const wanted = this.#wanted(seconds.every((second) => second === 0));
    if (!this.parameters.drop_if_constant) return wanted;
    const values = valuesOfDatetimes(days, seconds, wanted);
    const varying = wanted.filter((_, j) =>
      days.some((_day, i) => values[i * wanted.length + j] !== values[j]),
    );
    if (varying.length > 0) return varying;
    return wanted.includes("total_seconds") ? ["total_seconds"] : wanted.slice(0, 1);
  }

  /** Returns what the parameters ask for; `areDates`: of times that are all at midnight. */
  #wanted(areDates: boolean): DatetimeFeature[] {
    const { resolution, add_total_seconds, add_weekday, add_day_of_year } = this.parameters;
    const levels = resolution === null ? 0 : 1 + TIME_LEVELS.indexOf(resolution);
    const most = areDates ? 1 + TIME_LEVELS.indexOf("day") : TIME_LEVELS.length;
    const wanted: DatetimeFeature[] = TIME_LEVELS.slice(0, Math.min(levels, most));
    if (add_total_seconds) wanted.push("total_seconds");
    if (add_weekday) wanted.push("weekday");
    if (add_day_of_year) wanted.push("day_of_year");
    return wanted;
  }
}

const EXTRACTED = v.array(v.array(v.picklist(DATETIME_FEATURES)));
