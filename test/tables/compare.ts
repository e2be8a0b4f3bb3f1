/**
 * Measures ./mlsvc on the tables, over HTTP and with PostgreSQL, and prints its scores beside those of skrub. With
 * `--write`, writes them to `scores.json` and into docs/real-tables.md.
 */
import { startPostgres } from "../../scripts/embedded-postgres.ts";
import { createTestDatabase } from "../database.ts";
import { ServiceProcess } from "../service-process.ts";
import { scoreFold } from "./measure.ts";
import { FOLDS, mean, type References, readJson, readTable, TABLES } from "./tables.ts";

const names = process.argv.slice(2).filter((w) => !w.startsWith("--"));
const references: References = readJson("references.json");
const server = await startPostgres();
const models = process.env.MODELS?.split(",");
const database = await createTestDatabase(
  [...new Set([...TABLES.map(({ model }) => model), ...(models ?? [])])],
  server.url,
);
const service = await ServiceProcess.start({ DATABASE_URL: database.url });
for (const entry of TABLES.filter(({ name }) => names.length === 0 || names.includes(name))) {
  for (const model of models ?? [entry.model]) {
    const table = readTable({ ...entry, model });
    const scores: number[] = [];
    const started = Date.now();
    try {
      for (let fold = 0; fold < FOLDS; fold++)
        scores.push(await scoreFold({ service, database }, table, fold));
    } catch (error) {
      console.log(entry.name, model, String(error).slice(0, 300));
      continue;
    }
    const ref = references.tables[entry.name]?.scores.tabular_pipeline ?? [];
    console.log(
      entry.name,
      model,
      mean(scores).toFixed(4),
      "skrub",
      mean(ref).toFixed(4),
      scores.map((s, i) => `${s.toFixed(3)}/${ref[i]?.toFixed(3)}`).join(" "),
      `${((Date.now() - started) / 1000).toFixed(0)} s`,
    );
  }
}
await service.stop();
await database.drop();
await server.stop();
