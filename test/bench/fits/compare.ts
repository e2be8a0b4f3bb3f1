/**
 * Every fit against scikit-learn's, side by side on the same data, each in a new process, one thread.
 * Usage: SKLEARN_PYTHON=/path/to/python bun test/bench/fits/compare.ts [CLASS]. Prints a table in Markdown: the
 * shortest of the runs of each, and their ratio; below 1 mlsvc is faster.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../../src/learn/random.ts";
import { type BenchCase, CASES, COLUMNS } from "./case.ts";

const RUNS = 5;
const ROWS = 100_000;
const PYTHON = process.env.SKLEARN_PYTHON;
if (!PYTHON) throw new Error("SKLEARN_PYTHON must name a python that has scikit-learn");

/** Columns of normal numbers, and classes and a number that depend on them with some noise. */
function makeData(): Float64Array {
  const random = new Random(1);
  const all = new Float64Array(ROWS * (COLUMNS + 3));
  for (let at = 0; at < ROWS * COLUMNS; at++) all[at] = random.normal();
  for (let i = 0; i < ROWS; i++) {
    const x = all.subarray(i * COLUMNS, (i + 1) * COLUMNS);
    const value =
      2 * x[0]! - x[1]! + 0.5 * x[2]! * x[3]! + Math.sin(2 * x[4]!) + 0.3 * x[5]! + random.normal();
    all[COLUMNS * ROWS + i] = value > 0 ? 1 : 0;
    all[(COLUMNS + 1) * ROWS + i] = value < -1.2 ? 0 : value > 1.2 ? 2 : 1;
    all[(COLUMNS + 2) * ROWS + i] = 10 * value;
  }
  return all;
}

async function milliseconds(words: readonly string[]): Promise<number> {
  const environment: Record<string, string | undefined> = {
    ...process.env,
    OMP_NUM_THREADS: "1",
    OPENBLAS_NUM_THREADS: "1",
  };
  // Some machines pin an older kernel of OpenBLAS, which would slow the other side.
  delete environment.OPENBLAS_CORETYPE;
  delete environment.OPENBLAS_L2_SIZE;
  const child = Bun.spawn([...words], { stdout: "pipe", stderr: "pipe", env: environment });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0)
    throw new Error(`${words.join(" ")}: ${await new Response(child.stderr).text()}`);
  return Number(text);
}

async function compare(number: number, rows: number, file: string): Promise<[number, number]> {
  const here = import.meta.dir;
  const ours = [process.execPath, join(here, "fit-one.ts"), String(number), String(rows), file];
  const theirs = [PYTHON!, join(here, "fit_one.py"), String(number), String(rows), file];
  let least: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = 0; run < RUNS; run++) {
    const pair: [number, number] = [await milliseconds(ours), await milliseconds(theirs)];
    least = [Math.min(least[0], pair[0]), Math.min(least[1], pair[1])];
  }
  return least;
}

function nameOf({ class: name, task, predict }: BenchCase): string {
  const detail = task === "multiclass" ? " (3 classes)" : predict ? ` (with ${predict} predictions)` : "";
  return `${name}${detail}`;
}

const wanted = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "mlsvc-bench-"));
const file = join(folder, "data.f64");
await Bun.write(file, makeData());
console.log("| fit | rows | mlsvc ms | scikit-learn ms | ratio |\n| --- | ---: | ---: | ---: | ---: |");
for (const [number, benchCase] of CASES.entries()) {
  if (wanted !== undefined && benchCase.class !== wanted) continue;
  for (const rows of benchCase.rows) {
    const [ours, theirs] = await compare(number, rows, file);
    const cells = [
      nameOf(benchCase),
      rows,
      ours.toPrecision(3),
      theirs.toPrecision(3),
      (ours / theirs).toFixed(2),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
rmSync(folder, { recursive: true });
