import { median } from "../statistics.ts";
import type { BenchCase, Library } from "./case.ts";
import type { FitTimes } from "./fit.ts";

/** A case on one number of rows and threads, measured. */
export interface FitResult {
  readonly name: string;
  readonly rows: number;
  readonly threads: number;
  /** The times of every process, by library: entries of the same number stand side by side. */
  readonly rounds: Readonly<Partial<Record<Library, readonly FitTimes[]>>>;
  /** Times as fast as LightGBM, or as scikit-learn where LightGBM has no part: the median over the rounds. */
  readonly ratio: FitRatio | null;
  readonly target: number | null;
  /** Whether the ratio of the shortest fits reaches the target; null where one of them is missing. */
  readonly holds: boolean | null;
}

/** How many times as fast a first fit is, and a fit of a process that has fitted before. */
export interface FitRatio {
  readonly first: number;
  readonly shortest: number;
}

/** Works out a row of the table. Targets of `benchCase` are for one thread. */
export function fitResult(
  benchCase: BenchCase,
  rows: number,
  threads: number,
  rounds: FitResult["rounds"],
): FitResult {
  const others = rounds.LightGBM ?? rounds["scikit-learn"];
  const ratioOf = (pick: (times: FitTimes) => number) =>
    median(others!.map((other, round) => pick(other) / pick(rounds.mlsvc![round]!)));
  const ratio =
    others === undefined
      ? null
      : { first: ratioOf(({ firstMs }) => firstMs), shortest: ratioOf(({ shortestMs }) => shortestMs) };
  const target = (threads === 1 ? benchCase.targets?.[rows] : undefined) ?? null;
  return {
    name: nameOf(benchCase),
    rows,
    threads,
    rounds,
    ratio,
    target,
    holds: ratio === null || target === null ? null : ratio.shortest >= target,
  };
}

function nameOf({ class: name, task, predict }: BenchCase): string {
  const detail = task === "multiclass" ? " (3 classes)" : predict ? ` (with ${predict} predictions)` : "";
  return `${name}${detail}`;
}

/** How much faster a case is on several threads than on one. */
export interface Speedup {
  readonly name: string;
  readonly rows: number;
  readonly threads: number;
  readonly times: number;
  readonly target: number;
  readonly holds: boolean;
}

/** Compares results of one case and number of rows with that on one thread, where a speedup is wanted. */
export function speedupsOf(benchCase: BenchCase, results: readonly FitResult[]): Speedup[] {
  const one = results.find(({ threads }) => threads === 1);
  return results.flatMap(({ name, rows, threads, rounds }) => {
    const target = benchCase.speedups?.[threads];
    if (target === undefined || one === undefined) return [];
    const times = shortest(one.rounds.mlsvc!) / shortest(rounds.mlsvc!);
    return [{ name, rows, threads, times, target, holds: times >= target }];
  });
}

/** The median over the processes of their shortest fits, in milliseconds. */
export function shortest(rounds: readonly FitTimes[]): number {
  return median(rounds.map(({ shortestMs }) => shortestMs));
}

/** The median over the processes of their first fits, in milliseconds. */
export function first(rounds: readonly FitTimes[]): number {
  return median(rounds.map(({ firstMs }) => firstMs));
}
