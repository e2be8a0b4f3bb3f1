import type { Matrix } from "../core/matrix.ts";

/** The range of each label of the training rows, before and after it was transformed. */
export class LabelRanges {
  /** The smallest and the largest label of each output, in turn. */
  readonly label_range: Float64Array;
  /** The same two labels, transformed. */
  readonly transformed_range: Float64Array;

  constructor(label_range: Float64Array, transformed_range: Float64Array) {
    this.label_range = label_range;
    this.transformed_range = transformed_range;
  }

  /** Returns the ranges of n × k labels, as plain data. */
  static of(
    { columns, data }: Matrix,
    transformed: Matrix,
  ): Pick<LabelRanges, "label_range" | "transformed_range"> {
    const label_range = new Float64Array(2 * columns);
    const transformed_range = new Float64Array(2 * columns);
    for (let k = 0; k < columns; k++) {
      let [lowest, highest] = [k, k];
      for (let at = k; at < data.length; at += columns) {
        if (data[at]! < data[lowest]!) lowest = at;
        if (data[at]! > data[highest]!) highest = at;
      }
      label_range.set([data[lowest]!, data[highest]!], 2 * k);
      transformed_range.set([transformed.data[lowest]!, transformed.data[highest]!], 2 * k);
    }
    return { label_range, transformed_range };
  }

  /** Returns the same ranges, except that the smallest label is `lowest`. */
  downTo(lowest: number): LabelRanges {
    const range = this.label_range.map((label, at) => (at % 2 === 0 ? lowest : label));
    return new LabelRanges(range, this.transformed_range);
  }

  /**
   * Returns the n × k `labels`, with the smallest label of the training rows in place of those that are not `included`: zeros, for
   * example, for which a prediction of a small logarithm was too near to 0.
   */
  raise(labels: Matrix, included: (value: number) => boolean): Matrix {
    const { columns } = labels;
    const data = labels.data.map((value, at) =>
      included(value) ? value : this.label_range[2 * (at % columns)]!,
    );
    return { ...labels, data };
  }

  /**
   * Returns the numbers of `labels`, but in place of those that are infinite or missing the smallest or the largest label: the one
   * that is transformed to the number nearer to that in `outputs`.
   */
  replaceInfinite(labels: Matrix, outputs: Matrix): Float64Array {
    let { data } = labels;
    for (let at = 0; at < data.length; at++) {
      if (Number.isFinite(data[at]!)) continue;
      if (data === labels.data) data = data.slice();
      data[at] = this.#nearest(outputs.data[at]!, 2 * (at % labels.columns));
    }
    return data;
  }

  #nearest(output: number, first: number): number {
    const [low, high] = [this.transformed_range[first]!, this.transformed_range[first + 1]!];
    const isLow = Math.abs(output - low) < Math.abs(output - high);
    return this.label_range[first + (isLow ? 0 : 1)]!;
  }
}
