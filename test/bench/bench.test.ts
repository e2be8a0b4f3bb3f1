import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../run-program.ts";
import type { FitResult } from "./fits/results.ts";
import { benchPython } from "./python.ts";
import type { Result } from "./results.ts";
import { ROWS } from "./targets.ts";

// Without the Python packages, the other libraries are left out: the test installs nothing.
const { executable } = await benchPython(false);
const hasPeer = executable !== undefined;

/** Runs a benchmark with small tables. Returns its output and the JSON that it writes. */
async function runQuick(script: string, ...words: string[]): Promise<{ printed: string; json: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), "mlsvc-bench-test-"));
  const file = join(folder, "figures.json");
  try {
    const command = [
      process.execPath,
      join(import.meta.dir, script),
      "--quick",
      "--no-install",
      "--json",
      file,
    ];
    const { code, stdout, stderr } = await runProgram([...command, ...words]);
    if (code !== 0) throw new Error(`${script} ended with ${code}:\n${stderr}`);
    return { printed: stdout, json: await Bun.file(file).json() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("every row of the benchmark is measured for every participant that it names", async () => {
  const { printed, json } = await runQuick("bench.ts");
  const results = json as Result[];
  expect(results.map(({ id }) => id)).toEqual(ROWS.map(({ id }) => id));
  for (const { id, target, medians, ratio } of results) {
    const other = target?.against === "limit" ? "limit" : "peer";
    const expected = other === "limit" || hasPeer ? ["mlsvc", other] : ["mlsvc"];
    expect([id, ...Object.keys(medians)]).toEqual([id, ...expected]);
    for (const value of Object.values(medians)) expect(value).toBeGreaterThan(0);
    if (expected.length === 2) expect(ratio).toBeGreaterThan(0);
    else expect(ratio).toBeNull();
  }
  if (!hasPeer) expect(printed).toContain("Flask + scikit-learn is left out");
  expect(printed).toContain("mean nothing");
}, 300_000);

test("fits are timed for every available library and each number of threads", async () => {
  const { json } = await runQuick(
    "fits/compare.ts",
    "--only",
    "Ridge",
    "--only",
    "HistGradientBoostingClassifier",
  );
  const { results, speedups } = json as { results: FitResult[]; speedups: { times: number }[] };
  expect(results.filter(({ name }) => name === "Ridge")).not.toHaveLength(0);
  const others = results.map(({ rounds, ratio }) => {
    expect(rounds.mlsvc![0]!.shortestMs).toBeGreaterThan(0);
    if (hasPeer) expect(ratio!.shortest).toBeGreaterThan(0);
    else expect(ratio).toBeNull();
    return rounds.LightGBM !== undefined;
  });
  expect(others.includes(true)).toBe(hasPeer);
  expect(results.map(({ threads }) => threads)).toContain(2);
  expect(speedups.every(({ times }) => times > 0)).toBe(true);
  expect(speedups).not.toHaveLength(0);
}, 300_000);
