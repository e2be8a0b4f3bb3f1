import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { cores } from "../../src/training/cores.ts";

test("the number of threads is that of the cores, or the container's limit if that is lower", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlsvc-cores-"));
  const file = join(folder, "cpu.max");
  const all = availableParallelism();
  for (const [text, expected] of [
    ["max 100000\n", all],
    ["50000 100000\n", 1],
    ["100000 100000\n", 1],
    ["150000 100000\n", Math.min(2, all)],
    ["100000000 100000\n", all],
    ["", all],
    ["odd", all],
  ] as const) {
    writeFileSync(file, text);
    expect([text, cores(file)]).toEqual([text, expected]);
  }
  rmSync(folder, { recursive: true });
  expect(cores(file)).toBe(all);
});
