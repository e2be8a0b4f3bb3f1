import { expect, test } from "bun:test";
import type { NoParameters } from "../../src/learn/core/parameters.ts";
import { Table } from "../../src/learn/core/table.ts";
import { Transformer } from "../../src/learn/core/transformer.ts";
import { LogisticRegression } from "../../src/learn/linear-model/logistic-regression.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";

/** Returns its input unchanged, and counts the calls. */
class Counter extends Transformer<NoParameters, object> {
  static readonly type = "Counter";
  calls = 0;

  override fit(): this {
    this.fitted = {};
    return this;
  }

  override transform(X: Table): Table {
    this.calls++;
    return Table.fromMatrix({ ...X.toMatrix() }, X.names);
  }
}

const tableOf = (name: string, values: readonly number[]) =>
  Table.fromColumns([name], [{ kind: "numeric", values: Float64Array.from(values) }], values.length);

test("a pipeline keeps the transformed rows of its fit until they are released", () => {
  const counter = new Counter();
  const pipeline = new Pipeline([counter, new LogisticRegression()]);
  const features = tableOf("x", [1, 2, 3, 4]);
  pipeline.fit(features, tableOf("y", [0, 0, 1, 1]));
  expect(counter.calls).toBe(1);
  const kept = pipeline.transform(features);
  expect(pipeline.predict(features)).toEqual([0, 0, 1, 1]);
  expect(counter.calls).toBe(1);
  // Another table with equal rows is not recognised.
  expect(pipeline.transform(tableOf("x", [1, 2, 3, 4])).toMatrix()).toEqual(kept.toMatrix());
  expect(counter.calls).toBe(2);
  pipeline.forgetRows();
  expect(pipeline.transform(features)).not.toBe(kept);
  expect(counter.calls).toBe(3);
  const others = tableOf("x", [4, 3, 2, 1]);
  pipeline.fit(others, tableOf("y", [0, 0, 1, 1]));
  expect(pipeline.predict(features)).toEqual([1, 1, 0, 0]);
});

test("classify returns the same classes and probabilities as predict and predictProba", () => {
  const X = tableOf("x", [-3, -1, 0, 0.5, 2, 800, -800]);
  for (const codes of [
    [0, 0, 0, 1, 1, 1, 0],
    [0, 0, 1, 1, 2, 2, 0],
  ]) {
    const classes = [...new Set(codes)].sort();
    const model = new LogisticRegression().fit(X, { classes, codes: Int32Array.from(codes) });
    const { codes: predicted, probabilities } = model.classify(X);
    expect(predicted).toEqual(model.predict(X));
    expect(probabilities).toEqual(model.predictProba(X));
    for (let i = 0; i < codes.length; i++) {
      const row = probabilities!.data.subarray(i * classes.length, (i + 1) * classes.length);
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 14);
    }
  }
});
