/**
 * Fits one case in a new process, as a training's own thread does: the first call counts.
 * Usage: bun fit-one.ts CASE ROWS DATA. Prints milliseconds.
 */
import type { Estimator, Transformer } from "../../../src/learn/estimator.ts";
import { LIBRARY_STEPS } from "../../../src/learn/steps.ts";
import { Table } from "../../../src/learn/table.ts";
import { CASES, COLUMNS } from "./case.ts";

const [number, rowsText, file] = process.argv.slice(2);
const { class: name, task, params = {}, predict = 0 } = CASES[Number(number)]!;
const rows = Number(rowsText);
const all = new Float64Array(await Bun.file(file!).arrayBuffer());
const data = all.slice(0, rows * COLUMNS);
const names = Array.from({ length: COLUMNS }, (_, j) => `x${j}`);
const X = Table.fromMatrix({ rows, columns: COLUMNS, data }, names);
// Behind the columns the file has, for all its rows, the binary class, one of three classes, and a number.
const total = all.length / (COLUMNS + 3);
const targets = (k: number) => all.slice((COLUMNS + k) * total, (COLUMNS + k) * total + rows);

const stepClass = LIBRARY_STEPS.find(({ type }) => type === name)!;
const step = new stepClass({ random_state: 0, ...params }) as Transformer | Estimator;
const monitor = { iteration() {}, warn() {} };
const started = performance.now();
if (task === "transform") (step as Transformer).fit(X);
else {
  const estimator = step as Estimator;
  if (estimator.kind === "classifier") {
    const binary = task === "binary";
    const codes = Int32Array.from(targets(binary ? 0 : 1));
    estimator.fit(X, { classes: binary ? [0, 1] : [0, 1, 2], codes }, monitor);
  } else if (estimator.kind === "regressor") {
    estimator.fit(X, { rows, columns: 1, data: targets(2) }, monitor);
  } else estimator.fit(X, monitor);
  if (predict > 0) estimator.predict(X.sliceRows(0, predict));
}
console.log(performance.now() - started);
