import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";

/** A database of a test's own, with Spring Boot's tables in it. */
export interface TestDatabase {
  readonly url: string;
  readonly sql: postgres.Sql;
  /** Inserts a run of the model and gives its id. */
  createRun(model: string): Promise<number>;
  status(runId: number): Promise<string>;
  metrics(runId: number): Promise<Record<string, string>>;
  drop(): Promise<void>;
}

/** Spring Boot's tables. */
export const SCHEMA = readFileSync(join(import.meta.dir, "..", "scripts", "schema.sql"), "utf8");

/** Creates it, by default on the server of `TEST_DATABASE_URL` (`bun run test` sets that). `models` are registered in it. */
export async function createTestDatabase(
  models: readonly string[],
  serverUrl = process.env.TEST_DATABASE_URL,
): Promise<TestDatabase> {
  if (!serverUrl) throw new Error("TEST_DATABASE_URL is not set; run the tests by `bun run test`");
  const name = `mlsvc_test_${randomBytes(6).toString("hex")}`;
  const server = postgres(serverUrl, { max: 1, onnotice() {} });
  await server.unsafe(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const sql = postgres(url.href, { max: 3, onnotice() {} });
  await sql.unsafe(SCHEMA);
  for (const model of models) {
    await sql`insert into models (name, type, class_name, features_ok, pipeline_ok)
              values (${model}, 'test', 'Test', true, true)`;
  }
  return {
    url: url.href,
    sql,
    async createRun(model) {
      const [row] = await sql`
        insert into model_runs (model_id, run_date, run_status)
        select id, now(), 'CREATED' from models where name = ${model} returning id`;
      return row!.id;
    },
    async status(runId) {
      const [row] = await sql`select run_status from model_runs where id = ${runId}`;
      return row!.run_status;
    },
    async metrics(runId) {
      const rows =
        await sql`select metric_name, metric_value from model_run_metrics where model_run_id = ${runId}`;
      return Object.fromEntries(rows.map((row) => [row.metric_name, row.metric_value]));
    },
    async drop() {
      await sql.end({ timeout: 5 });
      await server.unsafe(`drop database ${name} with (force)`);
      await server.end({ timeout: 5 });
    },
  };
}
