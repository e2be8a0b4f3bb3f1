import { expect, test } from "bun:test";
import { Layout, workspace } from "../../../src/learn/simd/workspace.ts";

test("a thread keeps one workspace of a mebibyte; larger ones are made anew and belong to their caller", () => {
  const own = workspace(1000)!;
  expect(workspace(2 ** 17)).toBe(own);
  expect(own.values.byteLength).toBe(2 ** 20);
  const large = workspace(2 ** 17 + 1)!;
  expect(large.values.length).toBeGreaterThan(2 ** 17);
  expect(workspace(2 ** 17 + 1)).not.toBe(large);
  expect(workspace(1)).toBe(own);
});

test("there is no workspace beyond what a module can address: its caller works without kernels", () => {
  expect(workspace(2 ** 28)).toBeUndefined();
});

test("places in a workspace begin at even numbers, where two fit a vector", () => {
  const layout = new Layout();
  expect([3, 4, 0, 1].map((count) => layout.take(count))).toEqual([0, 4, 8, 8]);
  expect(layout.doubles).toBe(10);
});
