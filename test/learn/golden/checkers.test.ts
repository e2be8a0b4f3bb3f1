import { describe, expect, test } from "bun:test";
import { type GoldenCase, goldenCases } from "./cases.ts";
import { checkCase } from "./check.ts";
import { checkLimits, type Limits } from "./check-band.ts";
import { compareMetrics } from "./check-metrics.ts";
import { excess, Findings } from "./compare.ts";

const TOLERANCE = { rtol: 1e-9, atol: 1e-9 };
const { NaN: NAN, POSITIVE_INFINITY: INFINITY } = Number;

/** Returns the differences that `note` records in new findings. */
function notedBy(note: (findings: Findings) => void): string[] {
  const findings = new Findings();
  note(findings);
  return findings.list;
}

describe("numbers and their reference", () => {
  test("agree when they are equal, nested or not, also as NaN and infinite", () => {
    expect(excess([[1, 2], [3]], [1, 2, 3], TOLERANCE)).toBe(0);
    expect(excess(Float64Array.of(1, NAN), [1, null], TOLERANCE)).toBe(0);
    expect(excess([INFINITY, -INFINITY, true], [INFINITY, -INFINITY, 1], TOLERANCE)).toBe(0);
    expect(excess([1 + 1e-9], [1], TOLERANCE)).toBeCloseTo(0.5, 6);
  });

  const broken: [string, unknown, unknown][] = [
    ["shifted", [1, 2 + 1e-6], [1, 2]],
    ["NaN", [1, NAN], [1, 2]],
    ["a number for NaN", [1, 2], [1, null]],
    ["null", [1, null], [1, 2]],
    ["too few", [1], [1, 2]],
    ["too many", [1, 2, 3], [1, 2]],
    ["none", [], [1]],
    ["infinite", [INFINITY, 2], [1, 2]],
    ["of the other sign, infinite", [-INFINITY, 2], [INFINITY, 2]],
    ["finite for infinite", [1e300, 2], [INFINITY, 2]],
    ["shifted beside infinite", [INFINITY, 2.5], [INFINITY, 2]],
  ];
  test.each(broken)("fail when they are %s", (_, actual, reference) => {
    expect(excess(actual, reference, TOLERANCE)).toBeGreaterThan(1);
    expect(notedBy((findings) => findings.close("x", actual, reference, TOLERANCE))).toHaveLength(1);
  });

  test.each<[string, unknown, unknown]>([
    ["missing", undefined, 1],
    ["missing where NaN is recorded", undefined, null],
    ["missing in a list", [1, undefined], [1, null]],
    ["text", ["many"], [null]],
    ["an object", {}, [null]],
    ["nothing, and nothing is recorded", [], []],
  ])("fail when they are %s", (_, actual, reference) => {
    expect(notedBy((findings) => findings.close("x", actual, reference, TOLERANCE))).toHaveLength(1);
  });

  test("fail if the tolerance is missing", () => {
    const none = {} as typeof TOLERANCE;
    expect(notedBy((findings) => findings.close("x", 1.5, 1, none))).toHaveLength(1);
  });
});

describe("values and their reference", () => {
  test.each<[string, unknown, unknown]>([
    ["other", ["a", "b"], ["a", "c"]],
    ["NaN for null", [NAN], [null]],
    ["missing for null", [undefined], [null]],
    ["missing", undefined, ["a"]],
    ["text for a number", ["1"], [1]],
    ["too few", ["a"], ["a", "b"]],
    ["too many", ["a", "b"], ["a"]],
    ["none, and none is recorded", [], []],
  ])("fail when they are %s", (_, actual, reference) => {
    expect(notedBy((findings) => findings.equal("x", actual, reference))).toHaveLength(1);
  });

  test("agree when they are deeply equal", () => {
    expect(notedBy((findings) => findings.equal("x", [["a"], [null, true]], [["a"], [null, true]]))).toEqual(
      [],
    );
  });
});

describe("a value and its limits", () => {
  const within = (value: unknown, limits: { least?: number; most?: number }) =>
    notedBy((findings) => findings.within("x", value as number, limits));

  test("passes on the limits and between them", () => {
    for (const value of [1, 1.5, 2]) expect(within(value, { least: 1, most: 2 })).toEqual([]);
  });

  test.each<[unknown, { least?: number; most?: number }]>([
    [0.9, { least: 1 }],
    [2.1, { most: 2 }],
    [NAN, { least: 1 }],
    [NAN, { most: 2 }],
    [undefined, { least: 1 }],
    [1, { least: NAN }],
    [1, {}],
  ])("%p fails %p", (value, limits) => {
    expect(within(value, limits)).toHaveLength(1);
  });
});

describe("a band", () => {
  const ten = (value: number) => Array.from({ length: 10 }, () => value);
  const noted = (name: string, values: number[], limits: Limits) =>
    notedBy((findings) => checkLimits(name, values, limits, findings));
  const accuracy = { single_run_at_least: 0.8, mean_of_10_at_least: 0.9 };
  const loss = { single_run_at_most: 0.5, mean_of_10_at_most: 0.4 };

  test("accepts values within it", () => {
    expect(noted("accuracy", ten(0.9), accuracy)).toEqual([]);
    expect(noted("log_loss", ten(0.4), loss)).toEqual([]);
    expect(noted("log_loss", [...ten(0.3).slice(1), 0.6], loss)).toEqual([]);
    expect(noted("rmse", [1, 2, 3], { single_run_at_most: 3 })).toEqual([]);
  });

  test.each<[string, string, number[], Limits]>([
    ["one seed is NaN", "accuracy", [...ten(0.95).slice(1), NAN], accuracy],
    ["one seed's loss is NaN", "log_loss", [...ten(0.3).slice(1), NAN], loss],
    ["every seed is NaN", "accuracy", ten(NAN), accuracy],
    ["the metric is missing", "accuracy", ten(undefined as never), accuracy],
    ["one seed is too low", "accuracy", [...ten(0.95).slice(1), 0.79], accuracy],
    ["the mean is too low", "accuracy", ten(0.85), accuracy],
    ["two seeds' losses are too high", "log_loss", [...ten(0.3).slice(2), 0.6, 0.6], loss],
    ["one seed's error is too high", "rmse", [1, 2, 3.1], { single_run_at_most: 3 }],
    ["the mean loss is too high", "log_loss", ten(0.45), loss],
    ["one infinite loss", "log_loss", [...ten(0.3).slice(1), INFINITY], loss],
    ["there are nine seeds", "accuracy", ten(0.95).slice(1), accuracy],
    ["there is no seed", "accuracy", [], { single_run_at_least: 0.8 }],
    ["no limit is recorded", "accuracy", ten(0.95), {}],
  ])("fails when %s", (_, name, values, limits) => {
    expect(noted(name, values, limits)).not.toEqual([]);
  });
});

describe("metrics", () => {
  const recorded = { accuracy: 0.9, log_loss: 0.2 };
  const compare = (own: Record<string, unknown>) => {
    const findings = new Findings();
    compareMetrics(own, recorded, "test", { rtol: 1e-6, atol: 1e-6 }, findings);
    return findings;
  };

  test("agree if both are equal, and metrics without a record are counted", () => {
    const { list, compared, leftOut } = compare({ ...recorded, f1_macro: 0.8 });
    expect(list).toEqual([]);
    expect([...compared.keys()]).toEqual(["accuracy of test rows", "log_loss of test rows"]);
    expect([...leftOut]).toEqual([["f1_macro of test rows: not recorded", 1]]);
  });

  test.each<[string, Record<string, unknown>]>([
    ["is missing", { accuracy: 0.9 }],
    ["is NaN", { accuracy: NAN, log_loss: 0.2 }],
    ["is null", { accuracy: 0.9, log_loss: null }],
    ["is shifted", { accuracy: 0.9 + 1e-8, log_loss: 0.2 }],
    ["is shifted by more than its fit may be", { accuracy: 0.9, log_loss: 0.20001 }],
  ])("fail when one %s", (_, own) => {
    expect(compare(own).list).toHaveLength(1);
  });
});

/** Records that cover every kind of check except bands. */
const SAMPLES = [
  "diabetes/lasso_1_scaled",
  "diabetes/tree_depth_3",
  "iris/gaussian_nb",
  "iris/kmeans3",
  "iris/linear_svc_C1",
  "iris/logistic_C1",
  "iris/pca2_scaled",
  "iris/svc_rbf_C1",
  "iris/tree_depth_3",
];

/** Recorded quantities that are not compared, by kind of case: they follow from others, or depend on ties. */
const NOT_COMPARED = [
  "closed_form fit.pca.n_components",
  "closed_form fit.pca.noise_variance",
  "closed_form fit.scale.n_samples_seen",
  "convex fit.model.n_iter",
  "convex fit.scale.n_samples_seen",
  "convex optimum.fit_gap",
  "convex optimum.gradient_inf_norm",
  "convex optimum.gradient_inf_norm_at_fit",
  "convex optimum.objective",
  "convex optimum.objective_at_fit",
  "convex_dual fit.scale.n_samples_seen",
  "tree fit.model.depth",
  "tree fit.model.feature_importances",
  "tree fit.model.n_leaves",
  "tree fit.model.nodes.feature",
  "tree fit.model.nodes.impurity",
  "tree fit.model.nodes.left",
  "tree fit.model.nodes.n",
  "tree fit.model.nodes.right",
  "tree fit.model.nodes.threshold",
  "tree fit.model.nodes.value",
  "tree metrics.test.mae",
  "tree metrics.test.r2",
  "tree metrics.test.rmse",
  "tree metrics.train.mae",
  "tree metrics.train.r2",
  "tree metrics.train.rmse",
];

/** Returns the paths of all lists, numbers and texts in a record. */
function leaves(value: unknown, path: readonly string[]): string[][] {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [[...path]];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]));
}

/** Returns a copy of `golden` in which `change` was applied to the value at `path`. */
function altered(
  golden: GoldenCase,
  path: readonly string[],
  change: (value: unknown) => unknown,
): GoldenCase {
  const { split, ...record } = golden;
  const copy = structuredClone(record) as Record<string, unknown>;
  let holder = copy;
  for (const name of path.slice(0, -1)) holder = holder[name] as Record<string, unknown>;
  const last = path.at(-1)!;
  holder[last] = change(holder[last]);
  return { ...(copy as unknown as GoldenCase), split };
}

function shift(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shift);
  return typeof value === "number" ? value / 2 - 1000 : `${value}x`;
}

function blank(value: unknown): unknown {
  return Array.isArray(value) ? value.map(blank) : null;
}

/** Returns whether the check reports a difference. An exception counts, because it fails the test of the record too. */
function isNoticed(golden: GoldenCase): boolean {
  try {
    return checkCase(golden).list.length > 0;
  } catch {
    return true;
  }
}

describe("a changed quantity of a record is detected if it is", () => {
  const samples = goldenCases().filter(({ id }) => SAMPLES.includes(id));
  const PARTS = ["fit", "test", "metrics", "optimum", "ties", "test_joint_log_likelihood"] as const;
  /** Entries that configure the comparison, which may have any length. */
  const LIMITS = /^ties\.|\.inertia_by_seed$/;

  /** Returns the paths, by kind of case, of the values whose change is not detected. */
  function unnoticed(change: (value: unknown) => unknown, isMeant: (path: string) => boolean): string[] {
    const all = samples.flatMap((golden) =>
      PARTS.flatMap((part) => (golden[part] === undefined ? [] : leaves(golden[part], [part])))
        .filter((path) => isMeant(path.join(".")) && !isNoticed(altered(golden, path, change)))
        .map((path) => `${golden.tolerance.kind} ${path.join(".")}`),
    );
    return [...new Set(all)].sort();
  }

  test("the sample records exist and pass unchanged", () => {
    expect(samples.map(({ id }) => id).sort()).toEqual(SAMPLES);
    for (const golden of samples) expect(isNoticed(golden)).toBe(false);
  });

  test.each<[string, (value: unknown) => unknown]>([
    ["shifted", shift],
    ["NaN", blank],
  ])(
    "%s",
    (_, change) => {
      const isRecorded = (path: string) => !/^ties\..*(comparable|positions|spread)$/.test(path);
      expect(unnoticed(change, isRecorded)).toEqual(NOT_COMPARED);
    },
    60_000,
  );

  test.each<[string, (value: unknown) => unknown]>([
    ["longer by a row", (value) => (Array.isArray(value) ? [...value, value[0]] : shift(value))],
    ["shorter by a row", (value) => (Array.isArray(value) ? value.slice(1) : shift(value))],
  ])(
    "%s",
    (_, change) => {
      expect(unnoticed(change, (path) => !LIMITS.test(path))).toEqual(NOT_COMPARED);
    },
    60_000,
  );
});
