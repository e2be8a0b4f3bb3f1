/**
 * Demonstrates the service from start to end: starts a PostgreSQL server, creates the tables as the Spring Boot application
 * does, starts mlsvc, trains three models and predicts with them over HTTP. `--keep` leaves the servers running.
 */
import { join } from "node:path";
import postgres from "postgres";
import { freePort, startPostgres } from "./embedded-postgres.ts";

const root = join(import.meta.dir, "..");
const keep = process.argv.includes("--keep");

/** Runs a command and returns its standard output. Throws an error unless the exit code is 0. */
async function run(command: string[], environment: Record<string, string> = {}): Promise<string> {
  const child = Bun.spawn(command, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`${command.join(" ")} failed: ${text}`);
  return text;
}

console.log("building ./mlsvc …");
await run(["./build.sh"]);

console.log("starting PostgreSQL …");
const server = await startPostgres();
const sql = postgres(server.url, { onnotice() {} });
const port = keep && !process.env.PORT ? 5000 : await freePort();
const environment = { DATABASE_URL: server.url, PORT: String(port), LOG_LEVEL: "warn" };

await sql.unsafe(await Bun.file(join(root, "src", "database", "schema", "tables.sql")).text());
await sql.unsafe(await run(["./mlsvc", "--register-sql"]));
console.log("\n$ ./mlsvc --reconcile");
console.log(await run(["./mlsvc", "--reconcile"], environment));

const service = Bun.spawn(["./mlsvc"], {
  cwd: root,
  env: { ...process.env, ...environment },
  stdout: "inherit",
});
const url = `http://127.0.0.1:${port}`;
try {
  await waitUntil("the service is ready", async () => (await fetch(`${url}/api/health/ready`)).ok);
  await train("iris", "iris", ["species"]);
  await train("match_margin", "matches", ["margin"]);
  await train("logistic_regression", "breast_cancer", ["diagnosis"]);
  if (keep) {
    console.log(
      `\nmlsvc listens on ${url} (docs: ${url}/docs), PostgreSQL on ${server.url}; Ctrl-C stops both`,
    );
    await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
  }
} finally {
  service.kill("SIGTERM");
  await service.exited;
  await sql.end({ timeout: 2 });
  await server.stop();
}
console.log("done");
process.exit(0);

/** Trains `model` on a data set, waits for it, and prints status, metrics and a few predictions. */
async function train(model: string, dataset: string, labelNames: string[]): Promise<void> {
  const file = join(root, "test", "golden", "datasets", `${dataset}.json`);
  const { features, labels } = (await Bun.file(file).json()) as {
    features: Record<string, unknown>[];
    labels: Record<string, unknown>[];
  };
  // Before its call, Spring Boot inserts a row for the run, whose id it sends.
  const [row] = await sql`
    insert into model_runs (model_id, run_date, run_status)
    select id, now(), 'CREATED' from models where name = ${model} returning id`;
  const runId = row!.id as number;
  console.log(`\n# ${model} on ${features.length} rows of ${dataset} (run ${runId})`);
  const body = { features, labels: labels.map((label) => pick(label, labelNames)) };
  console.log(await post(`/api/train?model_name=${model}&model_run_id=${runId}`, body));
  const status = await waitUntil("the training ends", async () => {
    const [run] = await sql`select run_status from model_runs where id = ${runId}`;
    return run!.run_status !== "CREATED" && run!.run_status !== "RUNNING" && (run!.run_status as string);
  });
  const metrics = await sql`
    select metric_name, metric_value from model_run_metrics where model_run_id = ${runId} order by id`;
  console.log(`run_status ${status}`);
  for (const { metric_name, metric_value } of metrics)
    console.log(`  ${String(metric_name).padEnd(20)} ${metric_value}`);
  const step = Math.floor(features.length / 3);
  const rows = [0, step, 2 * step].map((i) => ({ row: features[i]!, label: pick(labels[i]!, labelNames) }));
  const answer = (await post(`/api/predict?model_run_id=${runId}`, {
    features: rows.map(({ row }) => row),
  })) as {
    predictions: unknown[];
  };
  answer.predictions.forEach((prediction, i) => {
    console.log(`  predicted ${JSON.stringify(prediction)}, true ${JSON.stringify(rows[i]!.label)}`);
  });
}

async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

function pick(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}

async function waitUntil<T>(what: string, condition: () => Promise<T | false>): Promise<T> {
  for (const until = Date.now() + 60_000; Date.now() < until; await Bun.sleep(20)) {
    const value = await condition().catch(() => false as const);
    if (value !== false) return value;
  }
  throw new Error(`waited a minute until ${what}`);
}
