import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { LOCK_KEY_BASE } from "../src/database/lock-key.ts";
import { SCHEMA } from "./schemas.ts";

export { SCHEMA } from "./schemas.ts";

/** A database for one test, with Spring Boot's tables. */
export interface TestDatabase {
  readonly url: string;
  readonly sql: postgres.Sql;
  /** Inserts a run of the model, in `transaction` if given, and returns its id. */
  createRun(model: string, transaction?: postgres.TransactionSql): Promise<number>;
  status(runId: number): Promise<string>;
  metrics(runId: number): Promise<Record<string, string>>;
  /** Returns the ids of the server processes that hold the run's lock. */
  lockHolders(runId: number): Promise<number[]>;
  drop(): Promise<void>;
}

/**
 * Creates a database with the tables of `schema`, by default on the server of `TEST_DATABASE_URL`, which `bun run
 * test` sets. `models` are registered in it.
 */
export async function createTestDatabase(
  models: readonly string[],
  serverUrl = process.env.TEST_DATABASE_URL,
  schema: string = SCHEMA,
): Promise<TestDatabase> {
  if (!serverUrl) throw new Error("TEST_DATABASE_URL is not set; run the tests by `bun run test`");
  const name = `mlsvc_test_${randomBytes(6).toString("hex")}`;
  const server = postgres(serverUrl, { max: 1, onnotice() {} });
  await server.unsafe(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const sql = postgres(url.href, { max: 3, onnotice() {} });
  await sql.unsafe(schema);
  for (const model of models) {
    await sql.unsafe(
      `insert into models (id, name, type, class_name, features_ok, pipeline_ok)
       values (${nextId("models")}, $1, 'test', 'Test', true, true)`,
      [model],
    );
  }
  return {
    url: url.href,
    sql,
    async createRun(model, transaction) {
      const [row] = await (transaction ?? sql).unsafe(
        `insert into model_runs (id, model_id, run_date, run_status)
         select ${nextId("model_runs")}, id, now(), 'CREATED' from models where name = $1 returning id`,
        [model],
      );
      return Number(row!.id);
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
    async lockHolders(runId) {
      const rows = await sql`
        select pid from pg_locks where locktype = 'advisory' and granted and objsubid = 1
        and (classid::bigint << 32) + objid::bigint = ${LOCK_KEY_BASE}::bigint + ${runId}::bigint
        and database = (select oid from pg_database where datname = current_database())`;
      return rows.map(({ pid }) => pid);
    },
    async drop() {
      await sql.end({ timeout: 5 });
      await server.unsafe(`drop database ${name} with (force)`);
      await server.end({ timeout: 5 });
    },
  };
}

/** Returns SQL for the next id of `table`: from its serial column, or from Hibernate's sequence. */
function nextId(table: string): string {
  return `nextval(coalesce(pg_get_serial_sequence('${table}', 'id'), '${table}_seq'))`;
}
