/**
 * Times explanations in a new process. Usage: bun explain-one.ts DATA ROWS. Prints the milliseconds for one row (median of 200
 * calls once the code is warm), for ROWS rows in slices of 256, and for the prediction of one row without explanation, as JSON.
 */
import { Table } from "../../../src/learn/core/table.ts";
import { RandomForestClassifier } from "../../../src/learn/ensemble/forest/random-forest-classifier.ts";
import { Explainer } from "../../../src/learn/inspection/explainer.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { COLUMNS } from "../fits/case.ts";

const SLICE_ROWS = 256;
const [file, rowsText] = process.argv.slice(2);
const all = new Float64Array(await Bun.file(file!).arrayBuffer());
const rows = all.length / (COLUMNS + 3);
const names = Array.from({ length: COLUMNS }, (_, j) => `x${j}`);
const X = Table.fromMatrix({ rows, columns: COLUMNS, data: all.subarray(0, rows * COLUMNS) }, names);
const labels = { rows, columns: 1, data: all.subarray(rows * COLUMNS, rows * (COLUMNS + 1)) };
const forest = new RandomForestClassifier({ n_estimators: 100, max_depth: 8 });
const pipeline = new Pipeline([forest]).fit(X, Table.fromMatrix(labels, ["y"]));
pipeline.forgetRows();
const started = performance.now();
const explainer = new Explainer(pipeline);
const prepare = performance.now() - started;

const one = median((row) => explainer.contributions(row));
const predict = median((row) => pipeline.predictProba(row));
const from = performance.now();
for (let first = 0; first < Number(rowsText); first += SLICE_ROWS) {
  explainer.contributions(X.sliceRows(first, Math.min(first + SLICE_ROWS, Number(rowsText))));
}
const many = performance.now() - from;
const splits = forest.state.forest.feature.length;
console.log(JSON.stringify({ one, many, predict, prepare, splits, bytes: explainer.bytes }));

/** Returns the median milliseconds of 200 calls after 100 others. */
function median(work: (row: Table) => unknown): number {
  const times = Array.from({ length: 300 }, (_, i) => {
    const row = X.sliceRows(i, i + 1);
    const before = performance.now();
    work(row);
    return performance.now() - before;
  });
  return times.slice(100).sort((a, b) => a - b)[100]!;
}
