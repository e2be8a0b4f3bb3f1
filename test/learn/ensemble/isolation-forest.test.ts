import { describe, expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import { IsolationForest } from "../../../src/learn/ensemble/forest/isolation-forest.ts";
import { meanPathLength } from "../../../src/learn/ensemble/forest/isolation-tree.ts";
import { treeShape } from "../../../src/learn/tree/stored-forest.ts";
import { readGolden } from "../golden/cases.ts";
import { uniformNumbers } from "../golden/made-up.ts";
import { tableOf } from "../tree/data.ts";

const random = new Random(3);
/** A cloud around the origin, and one row far away. */
const rows = Array.from({ length: 300 }, () => [random.normal(), random.normal()]);
rows[17] = [9, -9];
const X = tableOf(rows);

test("mean path lengths are scikit-learn's", () => {
  const expected = [0, 0, 1, 1.207392357589623, 10.244770920119917];
  [0, 1, 2, 3, 256].forEach((n, at) => {
    expect(meanPathLength(n)).toBeCloseTo(expected[at]!, 12);
  });
});

test("a row far away has the lowest score, near −1, and is an outlier", () => {
  const forest = new IsolationForest().fit(X);
  const scores = forest.scoreSamples(X);
  expect(scores.indexOf(Math.min(...scores))).toBe(17);
  expect(scores[17]!).toBeLessThan(-0.7);
  expect(scores.every((score) => score < 0 && score > -1)).toBe(true);
  expect(forest.predict(X)[17]).toBe(-1);
  expect(forest.predict(tableOf([[0, 0]]))[0]).toBe(1);
});

test("contamination is the fraction of training rows that are outliers", () => {
  const predicted = new IsolationForest({ contamination: 0.1 }).fit(X).predict(X);
  expect(predicted.filter((label) => label === -1).length).toBe(30);
});

test("trees use at most 256 rows, and are no deeper than the logarithm of that number", () => {
  const { forest, max_samples, offset } = new IsolationForest({ n_estimators: 10 }).fit(X).state;
  expect([max_samples, offset]).toEqual([256, -0.5]);
  for (let tree = 0; tree < 10; tree++) {
    const { depth, leaves } = treeShape(forest, tree);
    expect(depth).toBeLessThanOrEqual(8);
    expect(leaves).toBeLessThanOrEqual(256);
  }
});

test("a tree grown on some columns splits only on these", () => {
  const constant = tableOf(rows.map(([a], i) => [1, 1, a!, i % 2]));
  const { forest } = new IsolationForest({ max_features: 0.5 }).fit(constant).state;
  expect([...new Set(forest.feature)].sort()).toEqual([2, 3]);
});

describe("degenerate input", () => {
  test("equal rows have equal scores from trees of a single leaf", () => {
    const forest = new IsolationForest({ n_estimators: 5 }).fit(
      tableOf(Array.from({ length: 9 }, () => [4, 4])),
    );
    expect(forest.state.forest.feature.length).toBe(0);
    expect(forest.scoreSamples(tableOf([[1, 2]]))[0]).toBeCloseTo(-0.5, 12);
  });

  test("every row has the score −0.5 after a fit on a single row", () => {
    const forest = new IsolationForest().fit(tableOf([[1, 2]]));
    expect(
      Array.from(
        forest.scoreSamples(
          tableOf([
            [1, 2],
            [8, 8],
          ]),
        ),
      ),
    ).toEqual([-0.5, -0.5]);
  });

  test("max_samples above the number of rows is a warning, not an error", () => {
    const warnings: string[] = [];
    const forest = new IsolationForest({ max_samples: 1000 }).fit(X, {
      iteration() {},
      warn: (message) => warnings.push(message),
    });
    expect(forest.state.max_samples).toBe(300);
    expect(warnings[0]).toContain("max_samples=1000");
  });
});

test("parameters out of range are refused with the range", () => {
  const refused: [object, RegExp][] = [
    [{ n_estimators: 0 }, /n_estimators=0 must be a whole number from 1/],
    [{ max_samples: 0 }, /max_samples=0 must be "auto", a whole number from 1/],
    [{ contamination: 0.6 }, /contamination=0.6 must be "auto" or a number in \(0, 0.5\]/],
    [{ max_features: 1.5 }, /max_features=1.5/],
    [{ max_features: "sqrt" }, /max_features="sqrt"/],
    [{ bootstrap: "yes" }, /bootstrap="yes" must be true or false/],
    [{ random_state: 0.5 }, /random_state=0.5/],
  ];
  for (const [parameters, message] of refused) {
    expect(() => new IsolationForest(parameters).fit(X)).toThrow(message);
  }
});

describe("scores agree with scikit-learn's, over many seeds", () => {
  const next = uniformNumbers(21);
  const X = tableOf(
    Array.from({ length: 300 }, (_, i) =>
      Array.from({ length: 4 }, () => next() + next() + next() + (i % 50 === 0 ? 3 : 0)),
    ),
  );
  const { seeds, cases } = readGolden("figures/isolation_forest.json") as {
    seeds: number;
    cases: { params: object; mean: number[]; deviation: number[]; outliers: number }[];
  };
  for (const { params, mean, deviation, outliers } of cases) {
    test(JSON.stringify(params), () => {
      const sums = new Float64Array(300);
      let below = 0;
      for (let random_state = 0; random_state < seeds; random_state++) {
        const scores = new IsolationForest({ ...params, random_state }).fit(X).scoreSamples(X);
        scores.forEach((score, i) => {
          sums[i]! += score / seeds;
          if (score < -0.5) below++;
        });
      }
      // Both sides are means over `seeds` forests: the standard deviation of their difference is √(2 / seeds) times
      // that of a score.
      mean.forEach((theirs, at) => {
        expect(Math.abs(sums[15 * at]! - theirs)).toBeLessThan(4 * deviation[at]! * Math.sqrt(2 / seeds));
      });
      expect(Math.abs(below / (300 * seeds) - outliers)).toBeLessThan(0.01);
    });
  }
});
