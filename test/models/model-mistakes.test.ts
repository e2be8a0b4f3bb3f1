import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { packRows } from "../../src/ingest/rows.ts";
import { KMeans } from "../../src/learn/cluster/k-means.ts";
import { ValueError } from "../../src/learn/core/errors.ts";
import { RegressorEstimator } from "../../src/learn/core/estimator.ts";
import { SILENT } from "../../src/learn/core/fit-monitor.ts";
import type { Matrix } from "../../src/learn/core/matrix.ts";
import { choice } from "../../src/learn/core/parameter-kinds.ts";
import { defineParameters, type NoParameters } from "../../src/learn/core/parameters.ts";
import type { Table } from "../../src/learn/core/table.ts";
import { Transformer } from "../../src/learn/core/transformer.ts";
import { Ridge } from "../../src/learn/linear-model/ridge.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { ColumnTransformer } from "../../src/learn/preprocessing/column-transformer.ts";
import { StandardScaler } from "../../src/learn/preprocessing/standard-scaler.ts";
import { createPipeline } from "../../src/models/create-pipeline.ts";
import { guardInput } from "../../src/models/guard-input.ts";
import { measure, RESERVED_METRICS } from "../../src/models/measure.ts";
import { type Model, Regressor } from "../../src/models/model.ts";
import { ModelError } from "../../src/models/model-error.ts";
import { samplesOf } from "../../src/models/sample-rows.ts";
import { validateFeatures } from "../../src/models/validate-features.ts";
import { MatchMargin, PairedEncoder } from "../../statistical/examples/match_margin.ts";

const rows = Array.from({ length: 20 }, (_, i) => ({ x: i, z: (i * 7) % 5 }));
const features = packRows(rows, ["x", "z"], "features");
const labels = packRows(
  rows.map(({ x }) => ({ y: 2 * x })),
  ["y"],
  "labels",
);

/** Returns a regressor with these members in place of its own. */
function modelWith(members: Record<string, unknown>): Model {
  class House extends Regressor {
    readonly name = "house";
    readonly description = "A house";
    readonly featureNames = ["x", "z"];
    readonly labelNames = ["y"];
    readonly parameters = v.object({}) as never;
    createPipeline(): Pipeline {
      return new Pipeline([new Ridge()]);
    }
  }
  return Object.assign(new House(), members) as Model;
}

/** Expects a mistake of the model with a matching message. */
function expectMistake(work: () => unknown, words: RegExp): void {
  expect(work).toThrow(words);
  expect(work).toThrow(ModelError);
}

class Hidden extends Transformer<NoParameters, null> {
  static readonly type: string = "Hidden";
  override fit(): this {
    this.fitted = null;
    return this;
  }
  override transform(X: Table): Table {
    return X;
  }
}
class Untyped extends Hidden {
  static override readonly type = undefined as never;
}
class Impostor extends Hidden {
  static override readonly type = "StandardScaler";
}

describe("createPipeline must return a pipeline that can be trained and stored; it is reported that it returns", () => {
  const ridge = () => new Ridge();
  const cases: [what: string, create: () => unknown, words: RegExp][] = [
    [
      "nothing",
      () => undefined,
      /^createPipeline returns nothing \(undefined\); it must return new Pipeline/,
    ],
    ["a list", () => [ridge()], /^createPipeline returns a list/],
    [
      "a Promise",
      async () => new Pipeline([ridge()]),
      /^createPipeline returns a Promise \(is the method async\?\)/,
    ],
    ["an estimator", ridge, /^createPipeline returns an instance of Ridge/],
    [
      "another kind of estimator",
      () => new Pipeline([new KMeans()]),
      /^its pipeline ends in KMeans, a clusterer; a model of type regression needs a regressor there$/,
    ],
    [
      "a step that is not exported",
      () => new Pipeline([new Hidden(), ridge()]),
      /^its step Hidden is not exported, .*; write export class Hidden$/,
    ],
    [
      "a step inside another",
      () =>
        new Pipeline([
          new ColumnTransformer({
            branches: [{ name: "a", columns: ["x"], steps: [new StandardScaler(), new Hidden()] }],
          }),
          ridge(),
        ]),
      /^its step Hidden is not exported/,
    ],
    [
      "a step without a type",
      () => new Pipeline([new Untyped(), ridge()]),
      /^its step Untyped has no type .*; write static readonly type = "Untyped"$/,
    ],
    [
      "a step with the type of another",
      () => new Pipeline([new Impostor(), ridge()]),
      /^its step Impostor has the type "StandardScaler" of another step/,
    ],
  ];
  test.each(cases)("%s", (_, create, words) => {
    expectMistake(() => createPipeline(modelWith({ createPipeline: create }), {}, features, SILENT), words);
  });

  test("a return value that is not a pipeline is the model's mistake, not the caller's", () => {
    for (const steps of [[], [new StandardScaler()], [ridge(), ridge()], [undefined, ridge()]]) {
      expect(() => new Pipeline(steps as never)).toThrow(TypeError);
    }
  });

  test("a valid pipeline is not reported", () => {
    expect(createPipeline(modelWith({}), {}, features, SILENT).steps.map(({ type }) => type)).toEqual([
      "Ridge",
    ]);
    const margin = createPipeline(new MatchMargin(), { alpha: 1 }, features, SILENT);
    expect(margin.steps.map(({ type }) => type)).toEqual(["PairedEncoder", "Ridge"]);
  });
});

describe("a step that modifies its input is reported, with the method:", () => {
  const parameters = defineParameters({ method: choice(["fit", "predict"], "fit") });
  class Writer extends RegressorEstimator<typeof parameters, null> {
    static readonly type = "Writer";
    static readonly parameters = parameters;
    override fit(X: Table): this {
      this.fitted = null;
      this.#write("fit", X);
      return this;
    }
    override predict(X: Table): Matrix {
      this.#write("predict", X);
      return { rows: X.rows, columns: 1, data: new Float64Array(X.rows) };
    }
    #write(method: string, X: Table): void {
      if (this.parameters.method === method) X.toMatrix().data[X.rows] = 77;
    }
  }
  const table = () => packRows(rows, ["x", "z"], "features");

  test.each(["fit", "predict"] as const)("%s", (method) => {
    const step = new Writer({ method });
    guardInput(step);
    expectMistake(
      () => step[method](table()),
      new RegExp(`^its step Writer changes its input in ${method}; work on a copy`),
    );
  });

  test("by a clone, which a classifier around the step fits", () => {
    const step = new Writer({ method: "fit" });
    guardInput(step);
    const clone = step.clone();
    expect(clone).not.toBe(step);
    expect(clone.parameters).toEqual({ method: "fit" });
    expectMistake(() => clone.clone().fit(table()), /^its step Writer changes its input in fit/);
  });

  test("a step that does not modify its input is not reported, and is unchanged", () => {
    const step = new PairedEncoder();
    guardInput(step);
    const matches = packRows(
      [
        { home: "a", away: "b" },
        { home: "b", away: "a" },
      ],
      ["home", "away"],
      "features",
    );
    expect(step.fitTransform(matches).names).toEqual(["a", "b"]);
    expect(step.toState()).toEqual({
      type: "PairedEncoder",
      parameters: null,
      fitted: { teams: ["a", "b"] },
    });
  });
});

describe("extractMetrics must return numbers by name;", () => {
  const fitted = new Pipeline([new Ridge()]).fit(features, labels);
  const measured = (returned: unknown, warn: (message: string) => void = () => {}) =>
    measure(modelWith({ extractMetrics: () => returned }), fitted, features, labels, {
      iteration() {},
      warn,
    });
  const cases: [what: string, returned: unknown, words: RegExp][] = [
    ["nothing", undefined, /^extractMetrics returns nothing \(undefined\); it must return numbers by name$/],
    ["a Promise", Promise.resolve({}), /^extractMetrics returns a Promise/],
    ["a Map", new Map([["a", 1]]), /^extractMetrics returns a Map/],
    ["a list", [1], /^extractMetrics returns a list/],
    ["a text", { a: "0.9" }, /^extractMetrics returns the text "0\.9" as "a"; every metric must be a number/],
    ["an object", { a: { b: 1 } }, /^extractMetrics returns an object as "a"/],
    ["null", { a: null }, /^extractMetrics returns null as "a"/],
    ["a boolean", { a: true }, /^extractMetrics returns true as "a"/],
    ["a BigInt", { a: 1n }, /^extractMetrics returns a BigInt as "a"/],
  ];
  test.each(cases)("%s is reported", (_, returned, words) => expectMistake(() => measured(returned), words));

  test.each([...RESERVED_METRICS])("%s is reserved for the service", (name) => {
    expectMistake(
      () => measured({ [name]: 1 }),
      new RegExp(`^extractMetrics returns "${name}", which the service writes`),
    );
  });

  test("NaN means undefined and is left out, and infinite values are left out with a warning", () => {
    const warnings: string[] = [];
    const returned = {
      a: 1,
      undefined: Number.NaN,
      b: Number.POSITIVE_INFINITY,
      c: Number.NEGATIVE_INFINITY,
    };
    expect(measured(returned, (message) => warnings.push(message))).toEqual({ a: 1 });
    expect(warnings).toEqual([
      'the metric "b" is infinite for these rows and is left out',
      'the metric "c" is infinite for these rows and is left out',
    ]);
  });
});

describe("validateFeatures", () => {
  const answers = (answer: unknown) => () =>
    validateFeatures(modelWith({ validateFeatures: () => answer }), features);

  test("accepts the rows with true and undefined, and refuses them with false", () => {
    expect(answers(true)).not.toThrow();
    expect(answers(undefined)).not.toThrow();
    expect(answers(false)).toThrow(new ValueError('features: the model "house" does not take these rows'));
  });

  test("is reported if it returns anything else", () => {
    expectMistake(answers(Promise.resolve(true)), /^validateFeatures returns a Promise/);
    expectMistake(answers("no"), /^validateFeatures returns the text "no"; it must return true or false/);
    expectMistake(answers(null), /^validateFeatures returns null/);
  });
});

describe("sampleRows", () => {
  const sampled = (returned: unknown) => samplesOf(modelWith({ sampleRows: () => returned }));

  test("are used if the model has them, and otherwise generated", () => {
    expect(sampled({ features: [{ x: 1 }], labels: [{ y: 1 }] })).toEqual({
      isOwn: true,
      tables: [{ features: [{ x: 1 }], labels: [{ y: 1 }] }],
    });
    const { isOwn, tables } = samplesOf(modelWith({}));
    expect([isOwn, tables.length, Object.keys(tables[0]!.features[0]!)]).toEqual([false, 2, ["x", "z"]]);
    expect(Object.keys(tables[0]!.labels[0]!)).toEqual(["y"]);
  });

  test("must be rows, with as many labels as features", () => {
    expectMistake(() => sampled([{ x: 1 }]), /^sampleRows returns a list; it must return \{ features/);
    expectMistake(() => sampled({ features: [] }), /^sampleRows returns an object/);
    expectMistake(() => sampled(Promise.resolve()), /^sampleRows returns a Promise/);
    expectMistake(
      () => sampled({ features: [{ x: 1 }], labels: [] }),
      /^sampleRows must return one label row for each of its 1 feature rows$/,
    );
  });
});
