import { expect, test } from "bun:test";
import { Layout, workspace } from "../../../src/learn/simd/workspace.ts";

test("a thread keeps one workspace of a mebibyte; larger ones are created for each caller", () => {
  const own = workspace(1000)!;
  expect(workspace(2 ** 17)).toBe(own);
  expect(own.values.byteLength).toBe(2 ** 20);
  const large = workspace(2 ** 17 + 1)!;
  expect(large.values.length).toBeGreaterThan(2 ** 17);
  expect(workspace(2 ** 17 + 1)).not.toBe(large);
  expect(workspace(1)).toBe(own);
});

test("there is no workspace larger than the address space of a module", () => {
  expect(workspace(2 ** 28)).toBeUndefined();
});

test("positions in a workspace are even, so that two numbers form a vector", () => {
  const layout = new Layout();
  expect([3, 4, 0, 1].map((count) => layout.take(count))).toEqual([0, 4, 8, 8]);
  expect(layout.doubles).toBe(10);
});
