import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { KERNEL_FOLDERS, kernelBytes, kernelSource } from "../../../scripts/kernels.ts";

test("the committed kernels are those that `bun run kernels` compiles from their sources", async () => {
  for (const folder of Object.keys(KERNEL_FOLDERS)) {
    expect(readFileSync(kernelBytes(folder), "utf8")).toBe(await kernelSource(folder));
  }
});
