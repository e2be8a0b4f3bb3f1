/** Compares fits with those of other libraries on the same data; see `USAGE` in `options.ts`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machine, replaceSection } from "../document.ts";
import { benchPython } from "../python.ts";
import { type BenchCase, CASES, LIBRARIES, type Library } from "./case.ts";
import { writeData } from "./data.ts";
import { type FitTimes, fit } from "./fit.ts";
import { type FitOptions, readOptions, USAGE } from "./options.ts";
import { fitLine, fitTable, speedupLines } from "./report.ts";
import { type FitResult, fitResult, type Speedup, speedupsOf } from "./results.ts";

/** How long each process repeats its fit. */
const BUDGET_MS = 2000;
const QUICK_ROWS = 300;

async function main(words: readonly string[]): Promise<void> {
  const options = readOptions(words);
  if (options === "help") return console.log(USAGE);
  const plan = planOf(options);
  const python = await benchPython(options.install);
  if (python.missing !== undefined) console.log(`scikit-learn and LightGBM are left out: ${python.missing}`);
  const budgetMs = options.quick ? 20 : BUDGET_MS;
  const results: FitResult[] = [];
  const speedups: Speedup[] = [];
  const folder = mkdtempSync(join(tmpdir(), "mlsvc-bench-"));
  try {
    const file = join(folder, "data.f64");
    await writeData(file, Math.max(...plan.map(({ rows }) => rows)));
    for (const { number, rows } of plan) {
      const measured: FitResult[] = [];
      for (const threads of CASES[number]!.threads ?? [1]) {
        const libraries = librariesOf(CASES[number]!, python.executable);
        const rounds = await measure(libraries, options.repeat, (library) =>
          fit(library, python.executable, { number, rows, file, threads, budgetMs }),
        );
        const result = fitResult(CASES[number]!, rows, threads, rounds);
        console.error(fitLine(result));
        measured.push(result);
      }
      results.push(...measured);
      speedups.push(...speedupsOf(CASES[number]!, measured));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const report = `${fitTable(results)}\n\n${speedupLines(speedups)}`;
  console.log(report);
  if (options.quick) console.log("a few hundred rows: these figures mean nothing");
  if (options.write) await replaceSection("bench:fits", `Measured on ${machine()}.\n\n${report}`);
  if (options.json !== undefined)
    await Bun.write(options.json, JSON.stringify({ results, speedups }, null, 2));
}

/** Returns the cases to fit, by their number in the list, with the numbers of rows. */
function planOf({ only, rows: wanted, quick }: FitOptions): { number: number; rows: number }[] {
  const plan = CASES.flatMap(({ class: name, rows }, number) => {
    if (only.length > 0 && !only.some((start) => name.startsWith(start))) return [];
    const chosen = quick ? [QUICK_ROWS] : rows.filter((count) => wanted === undefined || count === wanted);
    return chosen.map((count) => ({ number, rows: count }));
  });
  if (plan.length > 0) return plan;
  throw new Error(`no case has these names and rows; there are ${CASES.map((one) => one.class).join(", ")}`);
}

function librariesOf({ lightgbm }: BenchCase, python: string | undefined): Library[] {
  return LIBRARIES.filter((library) => {
    if (library === "mlsvc") return true;
    return python !== undefined && (library !== "LightGBM" || lightgbm !== undefined);
  });
}

/** Measures the libraries in turn (A B C A B C …), each in a new process. */
async function measure(
  libraries: readonly Library[],
  rounds: number,
  fitOnce: (library: Library) => Promise<FitTimes>,
): Promise<Partial<Record<Library, FitTimes[]>>> {
  const times: Partial<Record<Library, FitTimes[]>> = {};
  for (let round = 0; round < rounds; round++) {
    for (const library of libraries) {
      times[library] ??= [];
      times[library].push(await fitOnce(library));
    }
  }
  return times;
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
