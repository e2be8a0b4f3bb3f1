/**
 * Measures ./mlsvc (build it before) on the tables, over HTTP and with PostgreSQL, and prints its scores beside those
 * of skrub. PostgreSQL is its own, or the server of TEST_DATABASE_URL.
 *
 * Usage: bun run tables [--write] [--model MODEL] [TABLE…]. `--write` writes `scores.json` and the tables of
 * docs/real-tables.md; `--model` measures another model of any columns than the one that suits each table.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startPostgres } from "../../scripts/embedded-postgres.ts";
import { createTestDatabase } from "../database.ts";
import { ServiceProcess } from "../service-process.ts";
import { PAGE, withScores } from "./document.ts";
import { type Bed, measureFold, recognizedIn } from "./measure.ts";
import { boostingOf, FOLDS, mean, REFERENCES, type Result, readTable, TABLES, type Table } from "./tables.ts";

const { values, positionals } = parseArgs({
  options: { write: { type: "boolean", default: false }, model: { type: "string" } },
  allowPositionals: true,
});
if (values.write && (values.model !== undefined || positionals.length > 0))
  throw new Error("--write needs every table with its own model: leave --model and the names of tables out");
const unknown = positionals.filter((name) => !TABLES.some((table) => table.name === name));
if (unknown.length > 0) throw new Error(`no such table: ${unknown.join(", ")}`);

/** Returns the scores of `model` on all folds, and the run of the last one. */
async function measure(bed: Bed, table: Table, model: string) {
  const folds = [];
  for (let fold = 0; fold < FOLDS; fold++) folds.push(await measureFold(bed, table, model, fold));
  const scores = folds.map(({ score }) => Number(score.toFixed(6)));
  const reference = mean(REFERENCES.tables[table.name]!.scores.tabular_pipeline);
  console.log(
    `${table.name}: ${table.metric} ${mean(scores).toFixed(4)} by ${model}, ${reference.toFixed(4)} by skrub`,
  );
  return { scores, runId: folds.at(-1)!.runId };
}

async function measureTable(bed: Bed, table: Table): Promise<Result> {
  const model = await measure(bed, table, values.model ?? table.model);
  const boosting = boostingOf(table);
  const isOther = values.model === undefined && table.model !== boosting;
  const { scores } = isOther ? await measure(bed, table, boosting) : model;
  return {
    scores: { model: model.scores, boosting: scores },
    columns: await recognizedIn(bed, table, model.runId),
  };
}

const given = process.env.TEST_DATABASE_URL;
const server = given === undefined ? await startPostgres() : undefined;
const models = new Set(TABLES.flatMap((table) => [values.model ?? table.model, boostingOf(table)]));
const database = await createTestDatabase([...models], given ?? server!.url);
try {
  const service = await ServiceProcess.start({ DATABASE_URL: database.url });
  try {
    const results: Record<string, Result> = {};
    for (const entry of TABLES) {
      if (positionals.length > 0 && !positionals.includes(entry.name)) continue;
      results[entry.name] = await measureTable({ service, database }, readTable(entry));
    }
    if (values.write) {
      await Bun.write(join(import.meta.dir, "scores.json"), `${JSON.stringify(results, null, 1)}\n`);
      await Bun.write(PAGE, withScores(await Bun.file(PAGE).text(), results));
    }
  } finally {
    await service.stop();
  }
} finally {
  await database.drop();
  await server?.stop();
}
