import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Spring Boot's tables, as in the documentation. */
export const SCHEMA = readFileSync(
  join(import.meta.dir, "..", "src", "database", "schema", "tables.sql"),
  "utf8",
);

/** Ids as of a JPA `Long`, beyond 2^31 for runs. */
const BIGINT = `${SCHEMA.replaceAll(" SERIAL ", " BIGSERIAL ")}
ALTER SEQUENCE model_runs_id_seq RESTART WITH 5000000000;`;

/**
 * Tables as created by Hibernate: ids without a default, sequences with steps of 50, and an enum. Ids are close to
 * 2^53.
 */
const HIBERNATE = `CREATE TYPE run_status AS ENUM ('CREATED', 'RUNNING', 'SUCCESS', 'FAILED');
${SCHEMA.replaceAll(" SERIAL ", " BIGINT ").replace("run_status VARCHAR(255)", "run_status run_status")}
CREATE SEQUENCE models_seq INCREMENT BY 50;
CREATE SEQUENCE model_runs_seq INCREMENT BY 50 START WITH 9007199254690000;
CREATE SEQUENCE model_run_metrics_seq INCREMENT BY 50;`;

/** Schemas of real applications, all of which must work. */
export const SCHEMAS = { integer: SCHEMA, bigint: BIGINT, hibernate: HIBERNATE } as const;
export type SchemaName = keyof typeof SCHEMAS;
