import { describe, expect, test } from "bun:test";
import { readSettings } from "../../src/config/config.ts";
import { BodyReader } from "../../src/ingest/body-reader.ts";
import { SILENT } from "../../src/learn/core/fit-monitor.ts";
import { GroupKFold } from "../../src/learn/model-selection/group-k-fold.ts";
import { TimeSeriesSplit } from "../../src/learn/model-selection/time-series-split.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import { prepareTraining } from "../../src/training/prepare.ts";
import { roleColumnsIn } from "../../src/training/row-roles.ts";
import { answer, prepare, type Rows, train } from "./train.ts";

const N = 60;
const DAY = 86_400_000;
const dayOf = (i: number) => new Date(Date.UTC(2025, 0, 1) + i * DAY).toISOString().slice(0, 10);
/** Rows in no order: of 15 customers, on days that follow one another when sorted. */
const features: Rows = Array.from({ length: N }, (_, i) => ({
  customer_id: `c${(i * 7) % 15}`,
  day: dayOf((i * 7) % N),
  a: Math.sin(i),
  b: Math.cos(3 * i),
  w: i % 4,
}));
const labels: Rows = Array.from({ length: N }, (_, i) => ({ y: Math.sin(i) + i / N }));
const body = (parameters: Record<string, unknown>, rows: Rows = features) => ({
  features: rows,
  labels,
  parameters,
});
const valuesOf = (name: string, rows: ArrayLike<number>) =>
  Array.from(rows, (row) => features[row]![name] as string);
const withValue = (row: number, name: string, value: unknown): Rows =>
  features.map((own, i) => (i === row ? { ...own, [name]: value } : own));

describe("cv_groups", () => {
  test("keeps the rows of a group together in the folds of GroupKFold, and is not learnt", () => {
    const { plan, features: learnt } = prepare("ridge", body({ cv: 4, cv_groups: "customer_id" }));
    expect(plan.folds).toEqual(
      new GroupKFold({ n_splits: 4 }).split(valuesOf("customer_id", features.keys().toArray())),
    );
    expect(learnt.names).toEqual(["day", "a", "b", "w"]);
  });

  test("holds back whole groups", () => {
    const { plan } = prepare("ridge", body({ validation_fraction: 0.2, cv_groups: "customer_id" }));
    const tested = new Set(valuesOf("customer_id", plan.holdOut!.test));
    expect(tested.size).toBe(3);
    expect(tested.isDisjointFrom(new Set(valuesOf("customer_id", plan.holdOut!.train)))).toBe(true);
  });

  test("is learnt if feature_names names it, and may be left out of a prediction otherwise", async () => {
    const names = ["customer_id", "a"];
    const chosen = prepare("ridge", body({ cv: 3, cv_groups: "customer_id", feature_names: names }));
    expect(chosen.features.names).toEqual(names);
    const { stored } = train("ridge", body({ cv: 3, cv_groups: "customer_id" }));
    const rows = features.map(({ customer_id: _, ...others }) => others);
    expect((await answer(stored, rows)).predictions).toHaveLength(N);
  });

  test("may be numbers, booleans, or numbers mixed with text", () => {
    const numbers = features.map((row, i) => ({ ...row, customer_id: (i * 7) % 15 }));
    const mixed = features.map((row, i) => ({ ...row, customer_id: i % 2 === 0 ? i % 10 : `k${i % 3}` }));
    const flags = features.map((row, i) => ({ ...row, customer_id: i % 3 === 0 }));
    for (const [rows, cv] of [
      [numbers, 4],
      [mixed, 4],
      [flags, 2],
    ] as const) {
      const { plan } = prepare("ridge", body({ cv, cv_groups: "customer_id" }, rows));
      for (const { train: learnt, test: tested } of plan.folds) {
        const seen = new Set(Array.from(learnt, (row) => rows[row]!.customer_id));
        expect(Array.from(tested).some((row) => seen.has(rows[row]!.customer_id))).toBe(false);
      }
    }
  });
});

describe("cv_time", () => {
  test("tests on later rows in the folds of TimeSeriesSplit, and is learnt as without it", () => {
    const { plan, features: learnt } = prepare("ridge", body({ cv: 4, cv_time: "day" }));
    const byPosition = new TimeSeriesSplit({ n_splits: 4 }).split(N);
    const order = features.map((_, i) => i).sort((i, j) => ((i * 7) % N) - ((j * 7) % N));
    const expected = byPosition.map(({ train: from, test: to }) => ({
      train: from.map((at) => order[at]!),
      test: to.map((at) => order[at]!),
    }));
    expect(plan.folds).toEqual(expected);
    expect(learnt.names).toContain("day");
  });

  test("holds back the latest rows", () => {
    const { plan } = prepare("ridge", body({ validation_fraction: 0.25, cv_time: "day" }));
    expect(valuesOf("day", plan.holdOut!.test).sort()).toEqual(
      Array.from({ length: 15 }, (_, i) => dayOf(45 + i)),
    );
  });

  test("does not divide the rows of one time", () => {
    const rows = features.map((row, i) => ({ ...row, day: `2025-0${1 + (i % 6)}` }));
    const { plan } = prepare("ridge", body({ cv: 4, validation_fraction: 0.05, cv_time: "day" }, rows));
    const months = (part: Int32Array) => new Set(Array.from(part, (row) => rows[row]!.day));
    for (const { train: learnt, test: tested } of [...plan.folds, plan.holdOut!]) {
      expect(months(learnt).isDisjointFrom(months(tested))).toBe(true);
      expect([...months(learnt)].sort().at(-1)! < [...months(tested)].sort()[0]!).toBe(true);
    }
    expect(plan.holdOut!.test.length).toBe(10);
  });

  test.each([
    ["numbers", (i: number) => i - 20],
    ["numbers as text", (i: number) => String(1000 + i)],
    ["times with offsets", (i: number) => `${dayOf(i)}T0${i % 2}:30:00+0${i % 3}:00`],
    ["times of UTC", (i: number) => `${dayOf(i)}T10:15:30.5Z`],
    ["lists as Jackson writes them", (i: number) => dayOf(i).split("-").map(Number)],
    ["months", (i: number) => `${2000 + Math.floor(i / 12)}-${String(1 + (i % 12)).padStart(2, "0")}`],
  ])("may be %s", (_, timeOf) => {
    const rows = features.map((row, i) => ({ ...row, day: timeOf((i * 7) % N) }));
    const { plan } = prepare("ridge", { ...body({ cv: 3, cv_time: "day" }, rows) });
    const place = (row: number) => (row * 7) % N;
    for (const { train: learnt, test: tested } of plan.folds) {
      expect(Math.max(...Array.from(learnt, place))).toBe(Math.min(...Array.from(tested, place)) - 1);
    }
  });
});

describe("sample_weight", () => {
  test("goes to the fit, and is not learnt", async () => {
    const { stored, metrics } = train("ridge", body({ sample_weight: "w" }));
    const chosen = features.flatMap((row, i) => (row.w === 0 ? [] : [{ row, label: labels[i]! }]));
    expect(stored.pipeline.schema.featureNames).toEqual(["customer_id", "day", "a", "b"]);
    // What rows of weight 0 are labelled does not matter.
    const moved = labels.map((label, i) => (features[i]!.w === 0 ? { y: 1000 } : label));
    const other = train("ridge", { ...body({ sample_weight: "w" }), labels: moved });
    const rows = chosen.map(({ row }) => row);
    const [one, two] = [await answer(stored, rows), await answer(other.stored, rows)];
    one.predictions.forEach((value, i) => {
      expect(two.predictions[i] as number).toBeCloseTo(value as number, 9);
    });
    expect(metrics.n_rows).toBe(N);
  });

  test("is part of the hash of the data, also in the fits of the folds", () => {
    const plain = prepare("ridge", body({ cv: 3, feature_names: ["a", "b"] }));
    const weighted = prepare("ridge", body({ cv: 3, feature_names: ["a", "b"], sample_weight: "w" }));
    expect(weighted.dataHash()).not.toBe(plain.dataHash());
    const measured = (parameters: object) =>
      train("ridge", body({ cv: 3, feature_names: ["a", "b"], ...parameters })).metrics;
    expect(measured({ sample_weight: "w" }).cv_r2_mean).not.toBe(measured({}).cv_r2_mean!);
  });

  test("leaves out a fold whose training rows have no weight", () => {
    const rows = features.map(({ a }, i) => ({ a, w: i < 20 ? 1 : 0 }));
    const { metrics, warnings } = train("ridge", body({ cv: 3, sample_weight: "w" }, rows));
    expect(metrics.cv_folds).toBe(2);
    expect(warnings).toEqual([
      expect.stringContaining("fold 1 of 3 cannot be measured and is left out: the sum of sample_weight"),
    ]);
  });
});

const list = "must be a number, a string, a boolean or null; a list must be a date such as [2024,5,17]";
const iso = "must be a date in ISO 8601, such as 2026-05-04, or a number";
describe("what cannot be used is refused", () => {
  test.each([
    [
      { cv: 3, cv_groups: "customer" },
      features,
      'cv_groups names a column of features that no row has: "customer"; did you mean "customer_id"?',
    ],
    [{ cv: 3, cv_time: "y" }, features, 'cv_time names a column of features that no row has: "y"'],
    [
      { cv: 3, cv_groups: "customer_id", cv_time: "day" },
      features,
      "cv_time cannot be combined with cv_groups",
    ],
    [
      { cv_groups: "customer_id" },
      features,
      "cv_groups says how cv or validation_fraction split the rows; set one of them",
    ],
    [{ cv_time: "day" }, features, "cv_time says how cv or validation_fraction split the rows"],
    [
      { cv: 20, cv_groups: "customer_id" },
      features,
      "parameters.cv_groups cannot split the rows: cv=20 cannot be greater than the number of groups, 15",
    ],
    [
      { cv: 60, cv_time: "day" },
      features,
      "parameters.cv_time cannot split the rows: cv=60 needs at least 61 rows, there are 60",
    ],
    [
      { cv: 3, cv_groups: "customer_id" },
      withValue(4, "customer_id", null),
      "features[4].customer_id must not be null: cv_groups",
    ],
    [{ cv: 3, cv_time: "day" }, withValue(5, "day", null), "features[5].day must not be null: cv_time"],
    [{ cv: 3, cv_time: "day" }, withValue(6, "day", [2025, 13, 1]), `features[6].day ${list}`],
    [{ cv: 3, cv_time: "day" }, withValue(6, "day", [2025, 5]), `features[6].day ${list}`],
    [
      { cv: 3, cv_groups: "customer_id" },
      withValue(6, "customer_id", ["c1"]),
      "features[6].customer_id must",
    ],
    [{ cv: 3, cv_time: "day" }, withValue(6, "day", "soon"), `features[6].day ${iso}`],
    [{ cv: 3, cv_time: "day" }, withValue(6, "day", "2025-02-30"), `features[6].day ${iso}`],
    [{ cv: 3, cv_time: "customer_id" }, features, `features[0].customer_id ${iso}`],
    [{ sample_weight: "w" }, withValue(7, "w", -1), "features[7].w must be a number of at least 0"],
    [{ sample_weight: "w" }, withValue(7, "w", null), "features[7].w must be a number of at least 0"],
    [{ sample_weight: "w" }, withValue(7, "w", "much"), "features[7].w must be a number of at least 0"],
    [{ sample_weight: "day" }, features, "features[0].day must be a number of at least 0"],
    [
      { sample_weight: "w" },
      features.map((row) => ({ ...row, w: 0 })),
      'sample_weight names "w", which is 0 in every row',
    ],
    [
      { sample_weight: "w" },
      features.map((row) => ({ ...row, w: 2 ** 332 })),
      `names "w", whose sum, ${60 * 2 ** 332}, is not from 1e-100 to 1e+100; scale the weights`,
    ],
    [
      { sample_weight: "w" },
      features.map((row) => ({ ...row, w: 5e-324 })),
      'names "w", whose sum, 2.96e-322, is not from 1e-100 to 1e+100; scale the weights',
    ],
    [{ sample_weight: 3 }, features, "parameters.sample_weight must be"],
    [
      { sample_weight: "w" },
      features.map(({ w }) => ({ w })),
      'there is no column to learn from besides "w"',
    ],
  ] as [Record<string, unknown>, Rows, string][])("%p", (parameters, rows, message) => {
    expect(() => prepare("ridge", body(parameters, rows))).toThrow(message);
  });

  test("by a model that has no weights, and for a class without weight", () => {
    const classes = labels.map((_, i) => ({ y: i % 2 }));
    const send = (model: string, rows: Rows) => () =>
      prepare(model, { features: rows, labels: classes, parameters: { sample_weight: "w" } });
    expect(send("knn_classifier", features)).toThrow("KNeighborsClassifier does not take sample_weight");
    const even = features.map((row, i) => ({ ...row, w: i % 2 }));
    expect(send("logistic_regression", even)).toThrow('sample_weight is 0 for all rows of some classes: "0"');
    expect(send("logistic_regression", features)).not.toThrow();
  });
});

describe("rows that are drawn without regard to dates or identifiers", () => {
  const warningsOf = (parameters: Record<string, unknown>, rows: Rows = features) => {
    const warnings: string[] = [];
    const { plan } = prepare("ridge", body(parameters, rows), warnings);
    return { plan, text: warnings.join("\n") };
  };

  test("are warned of, with the remedy", () => {
    for (const parameters of [{ cv: 3 }, { validation_fraction: 0.2 }]) {
      const { plan, text } = warningsOf(parameters);
      expect(plan.doubtful).toEqual({ dated: ["day"], repeated: ["customer_id"] });
      expect(text).toContain('set cv_time to "day"');
      expect(text).toContain('set cv_groups to "customer_id"');
    }
  });

  test("also of columns that are not learnt", () => {
    const { plan } = warningsOf({ cv: 3, feature_names: ["a"] });
    expect(plan.doubtful.dated).toEqual(["day"]);
  });

  test("are not warned of without a measurement, or with cv_time or cv_groups", () => {
    for (const parameters of [{}, { cv: 3, cv_time: "day" }, { cv: 3, cv_groups: "customer_id" }]) {
      const { plan, text } = warningsOf(parameters);
      expect(plan.doubtful).toEqual({ dated: [], repeated: [] });
      expect(text).not.toContain("cv_");
    }
  });

  test("are not warned of for columns that only look like it", () => {
    const rows = features.map((row, i) => ({
      a: row.a,
      // Hardly any value is repeated.
      order_id: i === 3 ? "o4" : `o${i}`,
      // Few values, as of a category.
      region_id: i % 4,
      // Not identifiers by name, though they end in the same letters.
      paid: `p${i % 15}`,
      word: i === 9 ? "2025-01-01" : "none",
      same: "2025-01-01",
    }));
    expect(warningsOf({ cv: 3 }, rows).plan.doubtful).toEqual({ dated: [], repeated: [] });
    const more = features.map(({ a }, i) => ({ a, customerId: i % 15, USER_ID: `u${i % 12}` }));
    expect(warningsOf({ cv: 3 }, more).plan.doubtful.repeated).toEqual(["customerId", "USER_ID"]);
  });
});

describe("a model of fixed columns", () => {
  const churn = REGISTRY.get("churn")!.model;
  const [first] = churn.sampleRows === undefined ? [] : churn.sampleRows().features;
  const names = churn.featureNames as readonly string[];
  const rows = Array.from({ length: 40 }, (_, i) => ({
    ...Object.fromEntries(names.map((name) => [name, first?.[name] ?? i])),
    visitor: `v${i % 8}`,
  }));
  const parameters = { cv: 4, cv_groups: "visitor" };
  const sent = { features: rows, labels: rows.map((_, i) => ({ churned: i % 3 === 0 ? "yes" : "no" })) };
  const read = (json: string) => {
    const reader = new BodyReader({
      kind: "training",
      limits: readSettings({}),
      wanted: { features: names, labels: churn.labelNames as readonly string[] },
      alsoWanted: (text) => roleColumnsIn(churn.parameters, text),
    });
    reader.push(new TextEncoder().encode(json));
    return prepareTraining(churn, reader.finish(), SILENT);
  };

  test("finds the column if the parameters come first, and says so if they do not", () => {
    const { plan, features: learnt } = read(JSON.stringify({ parameters, ...sent }));
    expect(learnt.names).toEqual([...names]);
    for (const { train: learntRows, test: tested } of plan.folds) {
      const seen = new Set(Array.from(learntRows, (row) => rows[row]!.visitor));
      expect(Array.from(tested).some((row) => seen.has(rows[row]!.visitor))).toBe(false);
    }
    expect(() => read(JSON.stringify({ ...sent, parameters }))).toThrow(
      'no row has: "visitor"; in the body, "parameters" must come before "features"',
    );
  });
});
