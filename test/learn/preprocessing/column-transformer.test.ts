import { describe, expect, test } from "bun:test";
import { KMeans } from "../../../src/learn/cluster/k-means.ts";
import { StateError } from "../../../src/learn/core/errors.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { ColumnTransformer } from "../../../src/learn/preprocessing/column-transformer.ts";
import { MinMaxScaler } from "../../../src/learn/preprocessing/min-max-scaler.ts";
import { OneHotEncoder } from "../../../src/learn/preprocessing/one-hot-encoder.ts";
import { SimpleImputer } from "../../../src/learn/preprocessing/simple-imputer.ts";
import { restoreStep } from "../../../src/models/registry.ts";
import { apply, pack } from "../fit-and-apply.ts";

const ROWS = pack([
  { a: 1, s: "x", flag: true, b: 5 },
  { a: null, s: "y", flag: false, b: 6 },
  { a: 3, s: "x", flag: true, b: 9 },
]);
const branches = () => [
  { name: "num", columns: ["b", "a"], steps: [new SimpleImputer(), new MinMaxScaler()] },
  { name: "cat", columns: ["s"], steps: [new OneHotEncoder()] },
];
const build = (parameters: Partial<GivenParameters<typeof ColumnTransformer.parameters>> = {}) =>
  new ColumnTransformer({ branches: branches(), ...parameters });

describe("ColumnTransformer", () => {
  test("concatenates the branches in order, prefixes names with the branch, and drops other columns", () => {
    const result = build().fitTransform(ROWS);
    expect(result.names).toEqual(["num__b", "num__a", "cat__s_x", "cat__s_y"]);
    expect(Array.from(result.toMatrix().data)).toEqual([0, 0, 1, 0, 0.25, 0.5, 0, 1, 1, 1, 1, 0]);
  });

  test("appends other columns after the branches, as numbers if all results are numbers", () => {
    const result = build({ remainder: "passthrough" }).fitTransform(ROWS);
    expect(result.names).toEqual(["num__b", "num__a", "cat__s_x", "cat__s_y", "remainder__flag"]);
    expect(result.kind(4)).toBe("numeric");
    expect(Array.from(result.toMatrix().data.slice(0, 5))).toEqual([0, 0, 1, 0, 1]);
  });

  test("has the same result for fitTransform as for fit and transform, with columns in any order and further ones", () => {
    const transformer = build({ remainder: "passthrough" });
    const atOnce = transformer.fitTransform(ROWS).toMatrix().data;
    expect(transformer.transform(ROWS).toMatrix().data).toEqual(atOnce);
    const other = pack([{ extra: 0, b: 5, flag: true, a: 1, s: "x" }]);
    expect(transformer.transform(other).toMatrix().data).toEqual(atOnce.slice(0, 5));
    expect(() => transformer.transform(pack([{ a: 1, b: 2 }]))).toThrow('missing columns: "s"');
  });

  test("keeps plain names if requested, and refuses names that repeat", () => {
    const plain = build({ verbose_feature_names_out: false });
    expect(plain.fitTransform(ROWS).names).toEqual(["b", "a", "s_x", "s_y"]);
    const twice = new ColumnTransformer({
      branches: [
        { name: "one", columns: ["b"], steps: [] },
        { name: "two", columns: ["b"], steps: [new MinMaxScaler()] },
      ],
      verbose_feature_names_out: false,
    });
    expect(() => twice.fit(ROWS)).toThrow('columns of the result repeat: "b"');
  });

  test("refuses branches with equal, empty or ambiguous names", () => {
    const named = (...names: string[]) =>
      new ColumnTransformer({ branches: names.map((name) => ({ name, columns: ["b"], steps: [] })) });
    expect(() => named("x", "x").fit(ROWS)).toThrow("different names");
    expect(() => named("").fit(ROWS)).toThrow("must not be empty");
    expect(() => named("x__y").fit(ROWS)).toThrow('hold "__"');
    expect(() => build({ remainder: "keep" as never }).fit(ROWS)).toThrow(
      /remainder="keep" must be "drop" or "passthrough"/,
    );
    expect(() => build({ verbose_feature_names_out: 1 as never }).fit(ROWS)).toThrow(
      /verbose_feature_names_out=1 must be true or false/,
    );
  });

  test("is restored with its remaining columns and its names", () => {
    const transformer = build({ remainder: "passthrough" }).fit(ROWS);
    const restored = restoreStep(transformer.toState());
    expect(apply(restored, ROWS)).toEqual(apply(transformer, ROWS));
  });

  test("refuses malformed stored branches", () => {
    const state = build().fit(ROWS).toState();
    for (const fitted of [
      null,
      { branches: [], remainder: [1] },
      { branches: [{ name: "x", columns: [1], steps: [] }], remainder: [] },
      { branches: [{ name: "x", columns: ["b"], steps: [null] }], remainder: [] },
      { branches: { length: 1 }, remainder: [] },
      { branches: [null], remainder: [] },
    ]) {
      expect(() => restoreStep({ ...state, fitted })).toThrow(StateError);
    }
    const estimator = new KMeans({ n_clusters: 2 }).fit(ROWS.select(["b"])).toState();
    const branch = { name: "x", columns: ["b"], steps: [estimator as never] };
    expect(() => restoreStep({ ...state, fitted: { branches: [branch], remainder: [] } })).toThrow(
      new StateError("its ColumnTransformer holds a KMeans"),
    );
  });
});
