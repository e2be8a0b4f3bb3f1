import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../../scripts/compile.ts";
import { goldenCases } from "../learn/golden/cases.ts";
import { COMPARED } from "../learn/golden/quantities.ts";
import { runCommand } from "../service-process.ts";

const ROOT = join(import.meta.dir, "..", "..");

test("a compiled executable reproduces every reference figure with optimised code", async () => {
  const executable = join(mkdtempSync(join(tmpdir(), "mlsvc-golden-")), "golden");
  await compile(executable, { entryPoints: ["test/learn/golden/executable.ts"] });
  const environment = { GOLDEN_FOLDER: join(ROOT, "test", "golden") };
  const { code, stdout, stderr } = await runCommand([], environment, undefined, executable);
  expect([code, stderr]).toEqual([0, ""]);
  const { checked, compared, failures } = JSON.parse(stdout) as {
    checked: number;
    compared: Record<string, number>;
    failures: Record<string, string[]>;
  };
  expect(failures).toEqual({});
  expect(compared).toEqual(COMPARED);
  expect(checked).toBe(goldenCases().length);
}, 300_000);
