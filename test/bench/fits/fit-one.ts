/**
 * Fits one case repeatedly: for the given milliseconds, but at least three times unless that takes more than five
 * times as long, and at most 20 times. Usage: TRAIN_THREADS=N bun fit-one.ts CASE ROWS DATA MILLISECONDS. Prints
 * the milliseconds of each fit as a JSON list.
 */
import type { Estimator } from "../../../src/learn/core/estimator.ts";
import { Table } from "../../../src/learn/core/table.ts";
import type { Transformer } from "../../../src/learn/core/transformer.ts";
import { LIBRARY_STEPS } from "../../../src/learn/steps.ts";
import { HelperTeam } from "../../../src/training/helper-team.ts";
import { HELPER_URL } from "../../../src/worker-url.ts";
import { CASES, COLUMNS } from "./case.ts";

const [number, rowsText, file, budget] = process.argv.slice(2);
const { class: name, task, params = {}, predict = 0 } = CASES[Number(number)]!;
const rows = Number(rowsText);
const all = new Float64Array(await Bun.file(file!).arrayBuffer());
const data = all.slice(0, rows * COLUMNS);
const names = Array.from({ length: COLUMNS }, (_, j) => `x${j}`);
// After the columns, the file contains for all rows the binary class, then one of three classes, then a number.
const total = all.length / (COLUMNS + 3);
const targets = (k: number) => all.slice((COLUMNS + k) * total, (COLUMNS + k) * total + rows);
const stepClass = LIBRARY_STEPS.find(({ type }) => type === name)!;
const monitor = { iteration() {}, warn() {} };

// Kept between fits, as by a training thread.
const helpers = new HelperTeam(HELPER_URL);
helpers.count = Number(process.env.TRAIN_THREADS) - 1;

const times: number[] = [];
let spent = 0;
do {
  times.push(fitOnce());
  spent += times.at(-1)!;
} while (times.length < 20 && spent < Number(budget) * (times.length < 3 ? 5 : 1));
helpers.close();
console.log(JSON.stringify(times));

function fitOnce(): number {
  const step = new stepClass({ random_state: 0, ...params }) as Transformer | Estimator;
  // A table caches derived data, so each fit gets a new one.
  const X = Table.fromMatrix({ rows, columns: COLUMNS, data }, names);
  const codes = task === "binary" ? targets(0) : targets(1);
  const classes = { classes: task === "binary" ? [0, 1] : [0, 1, 2], codes: Int32Array.from(codes) };
  const values = { rows, columns: 1, data: targets(2) };
  const started = performance.now();
  if (task === "transform") (step as Transformer).fit(X);
  else {
    const estimator = step as Estimator;
    if (estimator.kind === "classifier") estimator.fit(X, classes, monitor, helpers);
    else if (estimator.kind === "regressor") estimator.fit(X, values, monitor, helpers);
    else estimator.fit(X, monitor, helpers);
    if (predict > 0) estimator.predict(X.sliceRows(0, predict));
  }
  return performance.now() - started;
}
