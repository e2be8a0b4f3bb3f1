import { expect } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../src/insight/report.ts";
import type { SearchResults } from "../../src/offline/search-parameters.ts";
import { runCommand } from "../service-process.ts";

/** The data set of examples/data with columns of each kind, whose label is `churned`. */
export const CHURN = join(import.meta.dir, "../../examples/data/churn.csv");
/** The data set of examples/data with columns of numbers, whose label is `progression`. */
export const DIABETES = join(import.meta.dir, "../../examples/data/diabetes.csv");

/** What `--evaluate --json` prints. */
export interface Evaluated {
  readonly model_name: string;
  readonly file: Record<string, unknown>;
  readonly label_names: string[];
  readonly warnings: string[];
  readonly metrics: Record<string, number> | null;
  readonly report: Report | null;
  readonly search: (SearchResults & { best_params: unknown; best_score: number | null }) | null;
}

/** Writes a file and returns its path. */
export function write(name: string, contents: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), "mlsvc-evaluate-")), name);
  writeFileSync(path, contents);
  return path;
}

/** Evaluates and returns the JSON. */
export async function evaluate(...words: string[]): Promise<Evaluated> {
  const { code, stdout, stderr } = await runCommand(["--evaluate", ...words, "--json"]);
  expect([code, stderr.replaceAll(/mlsvc: (evaluate|search|reading).*\n/g, "")]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

/** Evaluates what fails, and returns the exit code and the line. */
export async function refusal(...words: string[]): Promise<[number, string]> {
  const { code, stdout, stderr } = await runCommand(["--evaluate", ...words]);
  expect(stdout).toBe("");
  const lines = stderr.trimEnd().split("\n");
  return [code, lines.at(-1)!.replace("mlsvc: ", "")];
}
