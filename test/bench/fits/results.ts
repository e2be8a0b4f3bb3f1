import { median } from "../statistics.ts";
import type { BenchCase, Library } from "./case.ts";
import type { FitTimes } from "./fit.ts";

/** The measurements of a case with one number of rows and threads. */
export interface FitResult {
  readonly name: string;
  readonly rows: number;
  readonly threads: number;
  /** The times of every process, by library; entries with the same index were measured in the same round. */
  readonly rounds: Readonly<Partial<Record<Library, readonly FitTimes[]>>>;
  /** The speed relative to LightGBM, or to scikit-learn if LightGBM does not take part: the median over the rounds. */
  readonly ratio: FitRatio | null;
  readonly target: number | null;
  /** Whether the ratio of the shortest fits reaches the target; null if either is missing. */
  readonly holds: boolean | null;
}

/** The relative speed of a first fit, and of a fit in a process that has fitted before. */
export interface FitRatio {
  readonly first: number;
  readonly shortest: number;
}

/** Computes a row of the table. The targets of `benchCase` are for one thread. */
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

/** The speed of a case on several threads relative to one. */
export interface Speedup {
  readonly name: string;
  readonly rows: number;
  readonly threads: number;
  readonly times: number;
  readonly target: number;
  readonly holds: boolean;
}

/** Compares the results of a case and number of rows with that on one thread, for numbers of threads with a target. */
export function speedupsOf(benchCase: BenchCase, results: readonly FitResult[]): Speedup[] {
  const one = results.find(({ threads }) => threads === 1);
  return results.flatMap(({ name, rows, threads, rounds }) => {
    const target = benchCase.speedups?.[threads];
    if (target === undefined || one === undefined) return [];
    const times = shortest(one.rounds.mlsvc!) / shortest(rounds.mlsvc!);
    return [{ name, rows, threads, times, target, holds: times >= target }];
  });
}

/** Returns the median over the processes of their shortest fits, in milliseconds. */
export function shortest(rounds: readonly FitTimes[]): number {
  return median(rounds.map(({ shortestMs }) => shortestMs));
}

/** Returns the median over the processes of their first fits, in milliseconds. */
export function first(rounds: readonly FitTimes[]): number {
  return median(rounds.map(({ firstMs }) => firstMs));
}
