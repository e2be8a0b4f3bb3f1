import { describe, expect, test } from "bun:test";
import { FitProgress } from "../../src/training/fit-progress.ts";
import { type Stage, Stages } from "../../src/training/stages.ts";
import { prepare, type Rows } from "./train.ts";

const START = 1_000_000;
/** The time `seconds` after the start of the fit. */
const at = (seconds: number) => START + 1000 * seconds;
const report = (done: number, maximum: number, loss: number | null = null) => ({ done, maximum, loss });

describe("a fit", () => {
  test("without a report tells its stage and the elapsed time only", () => {
    expect(new FitProgress(500, START).at(at(7))).toEqual({
      stage: "fit",
      iteration: null,
      max_iterations: null,
      loss: null,
      rows_per_second: null,
      elapsed_seconds: 7,
      estimated_remaining_seconds: null,
    });
  });

  test("of iterations of equal cost has the rest estimated exactly, and counts down between two reports", () => {
    const progress = new FitProgress(500, START);
    for (let done = 1; done <= 4; done++) progress.report(report(done, 10, 1 / done), at(2 * done));
    expect(progress.at(at(8))).toEqual({
      stage: "fit",
      iteration: 4,
      max_iterations: 10,
      loss: 0.25,
      rows_per_second: 250,
      elapsed_seconds: 8,
      estimated_remaining_seconds: 12,
    });
    expect(progress.at(at(9)).estimated_remaining_seconds).toBeCloseTo(11, 9);
    // The 5th iteration takes longer than the others: five are left, and the time of that one is not known.
    expect(progress.at(at(60)).estimated_remaining_seconds).toBeCloseTo(10, 9);
  });

  test("is estimated from its first report, and not after a report of no iterations", () => {
    const progress = new FitProgress(500, START);
    progress.report(report(0, 10), at(1));
    expect(progress.at(at(1)).estimated_remaining_seconds).toBeNull();
    progress.report(report(1, 10), at(3));
    expect(progress.at(at(3)).estimated_remaining_seconds).toBeCloseTo(18, 9);
  });

  test("with a long preparation is estimated by the time of its iterations", () => {
    const progress = new FitProgress(500, START);
    for (let done = 1; done <= 10; done++) progress.report(report(done, 100), at(60 + done));
    expect(progress.at(at(70)).estimated_remaining_seconds).toBeCloseTo(90, 6);
  });

  test("whose iterations become slower or faster is estimated by the recent ones", () => {
    for (const [early, late] of [
      [1, 5],
      [5, 1],
    ] as const) {
      const progress = new FitProgress(500, START);
      let seconds = 0;
      for (let done = 1; done <= 60; done++) {
        seconds += done <= 20 ? early : late;
        progress.report(report(done, 100), at(seconds));
      }
      const estimate = progress.at(at(seconds)).estimated_remaining_seconds!;
      const byMean = (seconds / 60) * 40;
      expect(Math.abs(estimate - 40 * late)).toBeLessThan(0.5 * Math.abs(byMean - 40 * late));
    }
  });

  test("that begins to count anew is estimated anew, and a maximum that falls shortens the rest", () => {
    const progress = new FitProgress(500, START);
    for (let done = 1; done <= 5; done++) progress.report(report(done, 10), at(done));
    progress.report(report(1, 10), at(15));
    progress.report(report(2, 10), at(25));
    expect(progress.at(at(25)).estimated_remaining_seconds).toBeCloseTo(80, 6);
    progress.report(report(3, 5), at(35));
    expect(progress.at(at(35)).estimated_remaining_seconds).toBeCloseTo(20, 6);
  });
});

describe("the stages after a fit", () => {
  const stage = (name: string, rows: number, rowsBefore: number, rowsAfter: number): Stage => ({
    name,
    rows,
    rowsBefore,
    rowsAfter,
  });

  test("are part of the estimate, in proportion to the rows that they learn from", () => {
    const progress = new FitProgress(100, START);
    progress.begin(stage("fit", 100, 0, 150), START);
    progress.report(report(1, 4), at(5));
    progress.report(report(2, 4), at(10));
    // 10 seconds for the rest of this fit, and 1.5 times 20 seconds for the others.
    expect(progress.at(at(10)).estimated_remaining_seconds).toBeCloseTo(40, 9);
  });

  test("are estimated by the fits before them when these converged early", () => {
    const progress = new FitProgress(100, START);
    progress.begin(stage("fit", 100, 0, 150), START);
    progress.report(report(30, 1000), at(10));
    progress.begin(stage("measure", 0, 100, 150), at(10));
    expect(progress.at(at(10))).toMatchObject({ stage: "measure", iteration: null, rows_per_second: null });
    expect(progress.at(at(10)).estimated_remaining_seconds).toBeCloseTo(15, 9);
    progress.begin(stage("cv 1 of 2", 75, 100, 75), at(10));
    expect(progress.at(at(10)).estimated_remaining_seconds).toBeCloseTo(15, 9);
    progress.report(report(10, 1000), at(12.5));
    expect(progress.at(at(12.5))).toMatchObject({ iteration: 10, rows_per_second: 300 });
    expect(progress.at(at(12.5)).estimated_remaining_seconds).toBeCloseTo(12.5, 9);
    // This fold takes longer than the fit did: only its maximum limits it.
    progress.report(report(500, 1000), at(30));
    expect(progress.at(at(30)).estimated_remaining_seconds).toBeGreaterThan(10);
  });

  test("without reports of iterations are estimated by the time of the fits before them", () => {
    const progress = new FitProgress(100, START);
    progress.begin(stage("validation", 80, 100, 0), at(100));
    expect(progress.at(at(150)).estimated_remaining_seconds).toBeCloseTo(30, 9);
    expect(progress.at(at(300)).estimated_remaining_seconds).toBe(0);
    progress.begin(stage("store", 0, 180, 0), at(300));
    expect(progress.at(at(300)).estimated_remaining_seconds).toBeNull();
  });
});

test("the stages of a training have the rows of all its fits", () => {
  const rows: Rows = Array.from({ length: 20 }, (_, i) => ({ x: Math.sin(i) }));
  const parameters = { cv: 3, validation_fraction: 0.25 };
  const prepared = prepare("ridge", { features: rows, labels: rows, parameters });
  const seen: Stage[] = [];
  const stages = new Stages(prepared, { iteration() {}, warn() {}, stage: (stage) => seen.push(stage) });
  stages.fit();
  stages.measure();
  for (let fold = 0; fold < 3; fold++) stages.fold(fold);
  stages.validation();
  stages.store();
  expect(seen.map(({ name, rows }) => [name, rows])).toEqual([
    ["fit", 20],
    ["measure", 0],
    ["cv 1 of 3", 13],
    ["cv 2 of 3", 13],
    ["cv 3 of 3", 14],
    ["validation", 15],
    ["store", 0],
  ]);
  let before = 0;
  for (const { rows, rowsBefore, rowsAfter } of seen) {
    expect(rowsBefore).toBe(before);
    expect(rowsBefore + rows + rowsAfter).toBe(75);
    before += rows;
  }
});
