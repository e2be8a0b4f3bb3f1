import { describe, expect, test } from "bun:test";
import { packRows } from "../../src/ingest/rows.ts";
import { CalibratedClassifierCV } from "../../src/learn/calibration/calibrated-classifier-cv.ts";
import { KMeans } from "../../src/learn/cluster/k-means.ts";
import { StateError } from "../../src/learn/core/errors.ts";
import { ClassifierEstimator, RegressorEstimator } from "../../src/learn/core/estimator.ts";
import type { Matrix } from "../../src/learn/core/matrix.ts";
import type { NoParameters } from "../../src/learn/core/parameters.ts";
import type { RestoreStep, StepClass, StepState } from "../../src/learn/core/step.ts";
import { Table } from "../../src/learn/core/table.ts";
import { Transformer } from "../../src/learn/core/transformer.ts";
import { LogisticRegression } from "../../src/learn/linear-model/logistic-regression.ts";
import { Ridge } from "../../src/learn/linear-model/ridge.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { ColumnTransformer } from "../../src/learn/preprocessing/column-transformer.ts";
import { StandardScaler } from "../../src/learn/preprocessing/standard-scaler.ts";
import { createRestoreStep, LIBRARY_STEPS } from "../../src/learn/steps.ts";
import { encodePipeline } from "../../src/models/stored-pipeline.ts";
import { verifyRestored } from "../../src/training/verify-restored.ts";

const ROWS = 1000;
const features = packRows(
  Array.from({ length: ROWS }, (_, i) => ({ a: Math.sin(i), b: i % 17 })),
  ["a", "b"],
  "features",
);
const labels = packRows(
  Array.from({ length: ROWS }, (_, i) => ({ y: Math.sin(i) + (i % 17) })),
  ["y"],
  "labels",
);

const twoClasses = packRows(
  Array.from({ length: ROWS }, (_, i) => ({ y: i % 3 === 0 })),
  ["y"],
  "labels",
);

/** Multiplies every column by a factor, which `factorOf` stores and reads. */
abstract class Times extends Transformer<NoParameters, unknown> {
  override fit(_X: Table): this {
    this.fitted = {};
    return this;
  }
  abstract factor(X: Table): number;
  override transform(X: Table): Table {
    const { rows, columns, data } = X.toMatrix();
    const factor = this.factor(X);
    return Table.fromMatrix({ rows, columns, data: data.map((value) => value * factor) }, X.names);
  }
}

/** Keeps its factor where it is not stored; restored, it uses 1. */
class InAField extends Times {
  static readonly type = "InAField";
  #factor: number | undefined;
  override fit(X: Table): this {
    this.#factor = 3;
    return super.fit(X);
  }
  override factor(): number {
    return this.#factor ?? 1;
  }
}

/** Keeps its factor where it is not stored; restored, it throws. */
class InAnObject extends Times {
  static readonly type = "InAnObject";
  #learnt: { factor: number } | undefined;
  override fit(X: Table): this {
    this.#learnt = { factor: 3 };
    return super.fit(X);
  }
  override factor(X: Table): number {
    return X.rows === 0 ? 1 : this.#learnt!.factor;
  }
}

/** Stores its factor with less precision. */
class Rounding extends Times {
  static readonly type = "Rounding";
  override fit(): this {
    this.fitted = { factor: 1 / 3 };
    return this;
  }
  override factor(): number {
    return (this.state as { factor: number }).factor;
  }
  override toState(): StepState {
    return { type: this.type, parameters: null, fitted: { factor: Math.fround(1 / 3) } };
  }
}

class Sound extends Times {
  static readonly type = "Sound";
  override fit(): this {
    this.fitted = { factor: 3 };
    return this;
  }
  override factor(): number {
    return (this.state as { factor: number }).factor;
  }
}

class NotRestored extends Sound {
  static override readonly type = "NotRestored" as never;
  override restore(): void {
    throw new TypeError("not like this");
  }
}

class NeedsRows extends Sound {
  static override readonly type = "NeedsRows" as never;
  override transform(X: Table): Table {
    if (X.rows === 0) throw new RangeError("no first row");
    return super.transform(X);
  }
}

/** Predicts a mean that is lost when it is restored; every other row is NaN, which equals itself. */
class LostMean extends RegressorEstimator<NoParameters, unknown> {
  static readonly type = "LostMean";
  #mean = 0;
  override fit(): this {
    this.#mean = 2;
    this.fitted = {};
    return this;
  }
  override predict({ rows }: Table): Matrix {
    const data = Float64Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? Number.NaN : this.#mean));
    return { rows, columns: 1, data };
  }
}

/** Its decision values depend on what is lost when it is restored. */
class LostSlope extends ClassifierEstimator<NoParameters, unknown> {
  static readonly type = "LostSlope";
  #slope = 0;
  override fit(): this {
    this.#slope = 1;
    this.fitted = {};
    return this;
  }
  override predict({ rows }: Table): Int32Array {
    return new Int32Array(rows);
  }
  override decisionFunction(X: Table): Matrix {
    const data = Float64Array.from({ length: X.rows }, (_, i) => this.#slope * i);
    return { rows: X.rows, columns: 1, data };
  }
}

const restoreStep: RestoreStep = createRestoreStep([
  LostSlope,
  ...LIBRARY_STEPS,
  InAField,
  InAnObject,
  Rounding,
  Sound,
  NotRestored as unknown as StepClass,
  NeedsRows as unknown as StepClass,
  LostMean,
]);

/** Fits, stores and verifies. */
function verify(...steps: ConstructorParameters<typeof Pipeline>[0]): void {
  const classes = steps.at(-1) instanceof ClassifierEstimator;
  const pipeline = new Pipeline(steps).fit(features, classes ? twoClasses : labels);
  const bytes = encodePipeline({
    model: "test",
    pipeline,
    provenance: {
      parameters: {},
      rows: ROWS,
      dataHash: "",
      randomState: 0,
      iterations: null,
      converged: null,
      mlsvcVersion: "0",
      time: "1970-01-01T00:00:00.000Z",
    },
  });
  verifyRestored(pipeline, bytes, features, restoreStep);
}

const branch = (step: Transformer) =>
  new ColumnTransformer({
    branches: [{ name: "all", columns: ["a", "b"], steps: [new StandardScaler(), step] }],
  });

test("a pipeline that restores passes", () => {
  verify(new StandardScaler(), new Sound(), new Ridge());
  verify(branch(new Sound()), new Ridge());
  verify(new StandardScaler(), new KMeans({ n_clusters: 3 }));
});

describe("the message names a step that", () => {
  const cases: [what: string, step: Transformer, told: RegExp][] = [
    [
      "keeps its fitted state in a separate field",
      new InAField(),
      /^the step InAField does not restore: .* other values in the column "a"; keep everything that fit learns in this\.fitted/,
    ],
    ["cannot work without it", new InAnObject(), /^the step InAnObject does not restore: .* TypeError: /],
    [
      "stores less than its fitted state",
      new Rounding(),
      /^the step Rounding does not restore: .* other values in the column "a"/,
    ],
    [
      "throws when it is restored",
      new NotRestored(),
      /^the step NotRestored cannot be restored: not like this$/,
    ],
    [
      "does not accept a table without rows",
      new NeedsRows(),
      /^the step NeedsRows does not accept a table without rows, as every step must: no first row$/,
    ],
  ];
  test.each(cases)("%s", (_, step, message) => {
    const inMiddle = () => verify(new StandardScaler(), step, new Ridge());
    expect(inMiddle).toThrow(message);
    expect(inMiddle).toThrow(StateError);
  });

  test("goes wrong inside a ColumnTransformer", () => {
    expect(() => verify(branch(new InAField()), new Ridge())).toThrow(/^the step InAField does not restore/);
  });

  test("ends the pipeline and predicts differently, even if other rows are NaN", () => {
    expect(() => verify(new StandardScaler(), new LostMean())).toThrow(
      /^the step LostMean does not restore: once stored and restored, it returns another prediction/,
    );
  });
});

test("the message names the step inside a calibrated classifier", () => {
  verify(new CalibratedClassifierCV({ estimator: new LogisticRegression() }));
  expect(() => verify(new CalibratedClassifierCV({ estimator: new LostSlope() }))).toThrow(
    /^the step LostSlope does not restore: once stored and restored, it returns another score; keep everything/,
  );
});
