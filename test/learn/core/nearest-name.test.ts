import { expect, test } from "bun:test";
import { nearestName } from "../../../src/learn/core/nearest-name.ts";

const KNOWN = ["parameters", "features", "labels", "max_iter", "C"];

test("a name within three edits, or one that it abbreviates, is the nearest", () => {
  for (const [name, nearest] of [
    ["feature", "features"],
    ["FEATURES", "features"],
    ["lables", "labels"],
    ["max_itre", "max_iter"],
    ["maxiter", "max_iter"],
    ["params", "parameters"],
    ["param", "parameters"],
    ["feats", "features"],
    ["c", "C"],
  ] as const) {
    expect([name, nearestName(name, KNOWN)]).toEqual([name, nearest]);
  }
});

test("the nearer of two names is returned, and the first of two equally near ones", () => {
  expect(nearestName("alphb", ["alpha_1", "alpha"])).toBe("alpha");
  expect(nearestName("beta_0", ["beta_1", "beta_2"])).toBe("beta_1");
});

test("a name that is not near to any known one, or very long, has no nearest name", () => {
  for (const name of ["", "x", "target", "para", "z".repeat(79), `features${"s".repeat(80)}`]) {
    expect([name, nearestName(name, KNOWN)]).toEqual([name, undefined]);
  }
});
