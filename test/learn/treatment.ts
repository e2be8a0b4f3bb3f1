import { expect } from "bun:test";
import { ValueError } from "../../src/learn/core/errors.ts";
import type { Scalar } from "../../src/learn/core/order.ts";
import type { Step } from "../../src/learn/core/step.ts";
import type { Table } from "../../src/learn/core/table.ts";
import { apply, fit as fitOn } from "./fit-and-apply.ts";
import type { Treatment } from "./step-list.ts";

/**
 * Returns the number of missing or infinite values in the output of a step. Expects as many rows as in the input,
 * none of them empty.
 */
export function countHoles(rows: (number | string | null)[][], X: Table): number {
  expect(rows).toHaveLength(X.rows);
  for (const row of rows) expect(row.length).toBeGreaterThan(0);
  const isHole = (value: number | string | null) =>
    value === null || (typeof value === "number" && !Number.isFinite(value));
  return rows.flat().filter(isHole).length;
}

/** Expects this treatment of the `holes` odd values in `odd`, both at fit and by a step fitted to `sound`. */
export function expectTreatment(
  treatment: Treatment,
  create: () => Step,
  {
    odd,
    sound,
    classes,
    holes,
    refusal,
  }: { odd: Table; sound: Table; classes?: readonly Scalar[]; holes: number; refusal: RegExp },
): void {
  const fit = (step: Step, X: Table) => fitOn(step, X, classes);
  if (treatment === "refused") {
    const fitted = fit(create(), sound);
    for (const use of [() => fit(create(), odd), () => apply(fitted, odd)]) {
      expect(use).toThrow(refusal);
      expect(use).toThrow(ValueError);
    }
  } else {
    const left = treatment === "handled" ? 0 : holes;
    for (const X of [odd, sound]) expect(countHoles(apply(fit(create(), X), odd), odd)).toBe(left);
  }
}
