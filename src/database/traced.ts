import { type Tracer, tracer } from "../tracing/tracer.ts";
import type { Client, Sql } from "./client.ts";

/**
 * Returns what `statement` returns, and traces it if the work that sends it is traced. `summary` is its operation and what that
 * concerns, such as `UPDATE model_runs`. The span has neither SQL nor values, and of an error only the code.
 * https://opentelemetry.io/docs/specs/semconv/db/database-spans/
 */
export function traced<T>(sql: Sql, summary: string, statement: Promise<T>): Promise<T> {
  return tracer === undefined ? statement : trace(tracer, sql as Client, summary, statement);
}

async function trace<T>(
  tracer: Tracer,
  { options }: Client,
  summary: string,
  statement: Promise<T>,
): Promise<T> {
  const span = tracer.startStatement(summary, {
    "db.system.name": "postgresql",
    "db.namespace": options.database,
    "db.operation.name": summary.split(" ", 1)[0],
    "db.query.summary": summary,
    "server.address": options.host[0],
    "server.port": options.port[0],
  });
  if (span === undefined) return statement;
  try {
    return await statement;
  } catch (error) {
    const { name, code } = error as { name?: string; code?: string };
    if (name === "PostgresError") span.describe({ "db.response.status_code": code });
    span.fail(code ?? name ?? "_OTHER");
    throw error;
  } finally {
    span.end();
  }
}
