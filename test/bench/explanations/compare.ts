/**
 * Compares explanations of a random forest of 100 trees of depth 8, learnt from 20,000 rows of 20 columns, with those of the
 * package shap, each in new processes in turn. Usage: bun test/bench/explanations/compare.ts PYTHON [ROUNDS], where PYTHON has
 * scikit-learn and shap 0.54.1, which needs Python 3.12. Run by hand: shap takes minutes.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../run-program.ts";
import { writeData } from "../fits/data.ts";

const ROWS = 20_000;
const MANY = 10_000;

/** Milliseconds for one row and for many, and the number of splits of the forest. */
interface Times {
  readonly one: number;
  readonly many: number;
  readonly splits: number;
}

async function run(words: readonly string[]): Promise<Times> {
  const { code, stdout, stderr } = await runProgram([...words]);
  if (code !== 0) throw new Error(`${words.join(" ")} failed: ${stderr}`);
  return JSON.parse(stdout) as Times;
}

const [python, rounds = "3"] = process.argv.slice(2);
if (python === undefined) throw new Error("usage: bun test/bench/explanations/compare.ts PYTHON [ROUNDS]");
const folder = mkdtempSync(join(tmpdir(), "mlsvc-bench-"));
try {
  const data = join(folder, "data.f64");
  await writeData(data, ROWS);
  for (let round = 0; round < Number(rounds); round++) {
    const own = await run([process.execPath, join(import.meta.dir, "explain-one.ts"), data, String(MANY)]);
    const shap = await run([python, join(import.meta.dir, "explain_one.py"), data, String(MANY)]);
    console.log("mlsvc", own);
    console.log("shap ", shap);
    console.log(`one row: ${(shap.one / own.one).toFixed(1)} times as fast as shap`);
    console.log(`${MANY} rows: ${(shap.many / own.many).toFixed(1)} times as fast as shap`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
