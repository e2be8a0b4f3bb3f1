import { describe, expect, test } from "bun:test";
import { goldenCases } from "./golden/cases.ts";
import { checkCase } from "./golden/check.ts";

describe("what scikit-learn recorded", () => {
  for (const golden of goldenCases()) {
    test(`${golden.id} is met`, () => {
      expect(checkCase(golden)).toEqual([]);
    }, 120_000);
  }
});
