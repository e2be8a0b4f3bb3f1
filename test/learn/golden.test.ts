import { describe, expect, test } from "bun:test";
import { type GoldenCase, goldenCases } from "./golden/cases.ts";
import { checkCase } from "./golden/check.ts";
import { type Findings, tally } from "./golden/compare.ts";
import { COMPARED, LEFT_OUT } from "./golden/quantities.ts";

describe("results are those that scikit-learn recorded:", () => {
  const cases = goldenCases();
  const done = new Map<GoldenCase, Findings>();
  const findingsOf = (golden: GoldenCase): Findings => {
    const findings = done.get(golden) ?? checkCase(golden);
    done.set(golden, findings);
    return findings;
  };

  for (const golden of cases) {
    test(`${golden.id}`, () => {
      expect(findingsOf(golden).list).toEqual([]);
    }, 120_000);
  }

  test("every recorded quantity was compared, except those that are listed", () => {
    const all = cases.map(findingsOf);
    expect(tally(all.map(({ compared }) => compared))).toEqual(COMPARED);
    expect(tally(all.map(({ leftOut }) => leftOut))).toEqual(LEFT_OUT);
  }, 120_000);
});
