import { describe, expect, test } from "bun:test";
import { readGolden } from "../learn/golden/cases.ts";
import { driftOf, trained } from "./drift-bed.ts";
import { driftTable } from "./made-up.ts";

interface Figures {
  readonly cases: readonly {
    readonly seed: number;
    readonly shift: number;
    readonly columns: Readonly<
      Record<string, { expected: number[]; actual: number[]; psi: number; psi_by_chance: number }>
    >;
  }[];
}

const figures = readGolden("figures/drift.json") as Figures;
const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

describe("the population stability index is the one that NumPy computes", () => {
  const stored = trained(driftTable(11, 500, 0));
  test.each(figures.cases)("for rows that have shifted by $shift", ({ seed, shift, columns }) => {
    const rows = driftTable(seed, 1200, shift);
    // In several requests, of one row too.
    const answer = driftOf(stored, [rows.slice(0, 1), rows.slice(1, 700), rows.slice(700)]);
    expect(answer.rows).toBe(1200);
    expect(answer.columns.map(({ name }) => name).sort()).toEqual(Object.keys(columns).sort());
    for (const { name, psi, psi_by_chance, bins } of answer.columns) {
      const reference = columns[name]!;
      const training = bins.map(({ training_share }) => Math.round(training_share * 500));
      const window = bins.map(({ window_share }) => Math.round(window_share! * 1200));
      expect([name, ascending(training), ascending(window)]).toEqual([
        name,
        reference.expected,
        reference.actual,
      ]);
      expect(Math.abs(psi! / reference.psi - 1)).toBeLessThan(1e-12);
      // The quantile of χ² is an approximation.
      expect(Math.abs(psi_by_chance! / reference.psi_by_chance - 1)).toBeLessThan(0.04);
    }
  });

  test("so that only what has shifted is found", () => {
    const verdicts = (shift: number) =>
      Object.fromEntries(
        driftOf(stored, [driftTable(20, 1200, shift)]).columns.map(({ name, verdict }) => [name, verdict]),
      );
    expect(new Set(Object.values(verdicts(0)))).toEqual(new Set(["stable"]));
    expect(verdicts(1)).toEqual({
      steady: "stable",
      skewed: "large",
      often_zero: "moderate",
      often_one: "large",
      stars: "large",
      plan: "large",
      active: "large",
    });
  });
});
