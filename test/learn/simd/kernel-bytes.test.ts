import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { KERNEL_BYTES, kernelSource } from "../../../scripts/kernels.ts";

test("the committed kernels are what `bun run kernels` makes of their sources", async () => {
  expect(readFileSync(KERNEL_BYTES, "utf8")).toBe(await kernelSource());
});
