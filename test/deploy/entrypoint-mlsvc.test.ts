import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { freePort } from "../../scripts/embedded-postgres.ts";
import { createTestDatabase, SCHEMA, type TestDatabase } from "../database.ts";
import { BULKY, QUICK, type Training } from "../faults/trainings.ts";
import { EXECUTABLE } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { Container, type ContainerOptions } from "./container.ts";

/** A fit of several seconds. */
const LONG: Training = {
  ...BULKY,
  body: { ...BULKY.body, parameters: { n_estimators: 300 } },
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase([LONG.model, QUICK.model]);
});
afterAll(() => database.drop());

const containers: Container[] = [];
afterEach(() => {
  for (const container of containers.splice(0)) container.clear();
});

/** Starts a container with the compiled executable. Returns it with the URL of its service. */
async function start({
  environment = {},
  ...options
}: Partial<ContainerOptions> = {}): Promise<{ container: Container; url: string }> {
  const port = await freePort();
  const container = new Container({
    shell: ["sh"],
    environment: {
      MLSVC_PATH: EXECUTABLE,
      DATABASE_URL: database.url,
      PORT: String(port),
      ...environment,
    },
    ...options,
  });
  containers.push(container);
  return { container, url: `http://127.0.0.1:${port}` };
}

function untilReady(url: string): Promise<unknown> {
  return waitFor("readiness", () =>
    fetch(`${url}/api/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
}

/** Posts a training and resolves when it is being fitted or has ended. */
async function train(url: string, { model, body }: Training): Promise<number> {
  const id = await database.createRun(model);
  const answer = await fetch(`${url}/api/train?model_name=${model}&model_run_id=${id}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  await waitFor("the fit to begin", async () => {
    const state = (await (await fetch(`${url}/api/train?model_run_id=${id}`)).json()) as { state: string };
    return state.state !== "waiting";
  });
  return id;
}

/** Returns the messages that mlsvc logged, in order. */
function messages({ stdout }: Container): string[] {
  return [...stdout.matchAll(/^\{.*\}$/gm)].map(([line]) => (JSON.parse(line) as { msg: string }).msg);
}

describe.skipIf(process.platform !== "linux")("entrypoint.sh with the compiled executable", () => {
  test("after SIGTERM the application can call mlsvc while it drains, and then a training of some seconds ends in SUCCESS", async () => {
    const { container, url } = await start({ environment: { SHUTDOWN_GRACE_SECONDS: "120" } });
    await untilReady(url);
    const run = await train(url, LONG);
    container.write("calls", `${url}/api/health/ready`);
    container.signal();
    expect(await container.ended()).toBe(143);
    expect(container.history).toEqual([
      "application started",
      "application SIGTERM",
      "application mlsvc answered 200",
      "application ended",
    ]);
    expect(await database.status(run)).toBe("SUCCESS");
    const said = messages(container);
    expect(said.indexOf("shutting down")).toBeGreaterThan(0);
    expect(said.indexOf("training done")).toBeGreaterThan(said.indexOf("shutting down"));
  });

  test("a training that needs more than the grace is FAILED with shutdown, and the container ends", async () => {
    const { container, url } = await start({ environment: { SHUTDOWN_GRACE_SECONDS: "0" } });
    await untilReady(url);
    const run = await train(url, LONG);
    container.signal();
    expect(await container.ended()).toBe(143);
    expect(await database.status(run)).toBe("FAILED");
    expect(await database.metrics(run)).toMatchObject({ error_type: "shutdown" });
  });

  test("after mlsvc was killed during a training, the next one marks the run FAILED and trains again", async () => {
    const { container, url } = await start({ environment: { SHUTDOWN_GRACE_SECONDS: "120" } });
    await untilReady(url);
    const dead = await train(url, LONG);
    const pid = container.processes().find((line) => line.includes(`${EXECUTABLE} `));
    process.kill(Number.parseInt(pid!, 10), "SIGKILL");
    await waitFor("the run to be FAILED", async () => (await database.status(dead)) === "FAILED");
    expect(await database.metrics(dead)).toMatchObject({ error_type: "interrupted" });
    await untilReady(url);
    const next = await train(url, QUICK);
    container.write("application.exit", "3");
    expect(await container.ended()).toBe(3);
    expect(await database.status(next)).toBe("SUCCESS");
  });

  test("mlsvc reports a port in use, the application continues, and mlsvc starts at the next attempt once the port is free", async () => {
    const other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const environment = { PORT: String(other.port), MLSVC_RESTART_SECONDS: "1" };
    const { container } = await start({ environment });
    await container.untilSaid("mlsvc cannot start (exit code 2; it said why)");
    expect(container.stderr + container.stdout).toContain(`cannot listen on 127.0.0.1:${other.port}`);
    expect(container.history).toEqual(["application started"]);
    const url = `http://127.0.0.1:${other.port}`;
    await other.stop(true);
    await untilReady(url);
    container.signal();
    expect(await container.ended()).toBe(143);
  });

  test("a wrong configuration ends the container with 2 before the application starts", async () => {
    const { container } = await start({ environment: { LOG_LEVEL: "loud" } });
    expect(await container.ended()).toBe(2);
    expect(container.stderr).toContain("LOG_LEVEL must be one of");
    expect(container.history).toEqual([]);
  });

  test("with MLSVC_RECONCILE=off the application can create the tables itself, and mlsvc is ready afterwards", async () => {
    const empty = await createTestDatabase([]);
    try {
      await empty.sql.unsafe("drop table model_run_metrics; drop table model_runs; drop table models");
      const { container, url } = await start({
        environment: { DATABASE_URL: empty.url, MLSVC_RECONCILE: "off" },
      });
      const reason = await waitFor("the reason why it is not ready", () =>
        fetch(`${url}/api/health/ready`).then(
          async (answer) => answer.status === 503 && ((await answer.json()) as { detail: string }).detail,
          () => false as const,
        ),
      );
      expect(reason).not.toBe("");
      await empty.sql.unsafe(SCHEMA);
      await untilReady(url);
      container.signal();
      expect(await container.ended()).toBe(143);
    } finally {
      await empty.drop();
    }
  });
});
