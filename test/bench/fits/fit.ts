import { join } from "node:path";
import { runProgram } from "../../run-program.ts";
import { pythonEnvironment } from "../python.ts";
import type { Library } from "./case.ts";

/** The times of one process: that of its first fit, and the shortest. */
export interface FitTimes {
  readonly firstMs: number;
  readonly shortestMs: number;
}

/** A fit: case `number` of `cases.json` on the first rows of a file, repeated for about the given time. */
export interface FitTask {
  readonly number: number;
  readonly rows: number;
  readonly file: string;
  readonly threads: number;
  readonly budgetMs: number;
}

/**
 * Fits in a new process, by `python` if the library is not mlsvc. Throws an error with the output of a process that
 * failed.
 */
export async function fit(library: Library, python: string | undefined, task: FitTask): Promise<FitTimes> {
  const words = [task.number, task.rows, task.file, task.budgetMs].map(String);
  const command =
    library === "mlsvc"
      ? [process.execPath, join(import.meta.dir, "fit-one.ts"), ...words]
      : [python!, join(import.meta.dir, "fit_one.py"), ...words, library];
  const count = String(task.threads);
  const env = pythonEnvironment({
    TRAIN_THREADS: count,
    OMP_NUM_THREADS: count,
    OPENBLAS_NUM_THREADS: count,
  });
  const { code, stdout, stderr } = await runProgram(command, { env });
  if (code !== 0) throw new Error(`${command.join(" ")}: ${stderr}`);
  const times = JSON.parse(stdout) as number[];
  return { firstMs: times[0]!, shortestMs: Math.min(...times) };
}
