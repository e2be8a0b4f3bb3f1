import { afterAll, expect, test } from "bun:test";
import postgres from "postgres";
import { freePort, startPostgres } from "../../scripts/embedded-postgres.ts";
import { SCHEMA } from "../schemas.ts";
import { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { dataset } from "./data.ts";

const services: ServiceProcess[] = [];
afterAll(async () => {
  for (const service of services) if (service.child.exitCode === null) await service.stop("SIGKILL");
});

test("a service that started before its database becomes ready by itself once that is available", async () => {
  const port = await freePort();
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  const service = await ServiceProcess.start({ DATABASE_URL: url }, false);
  services.push(service);
  const attempts = () => service.log.filter((line) => "attempt" in line).length;
  await waitFor("several attempts", () => attempts() >= 3);
  const server = await startPostgres(port);
  try {
    await waitFor("the attempt that finds no tables", () =>
      service.log.some((line) => /models: found no such table/.test(String(line.msg))),
    );
    const sql = postgres(url, { max: 1, onnotice() {} });
    await sql.unsafe(SCHEMA);
    await sql.end({ timeout: 5 });
    await waitFor("readiness", async () => (await service.get("/api/health/ready")).ok, 30_000);
    expect(await service.stop()).toBe(0);
  } finally {
    await server.stop();
  }
}, 60_000);

test("without a database the service listens, reports the reason, and responds with 503", async () => {
  const service = await ServiceProcess.start({ DATABASE_URL: "postgres://me:hidden@127.0.0.1:1/app" }, false);
  services.push(service);
  expect((await service.get("/api/health")).status).toBe(200);
  const ready = await waitFor("the reason", async () => {
    const response = await service.get("/api/health/ready");
    const { detail } = (await response.json()) as { detail: string };
    return detail.includes("database") && { status: response.status, detail };
  });
  expect(ready.status).toBe(503);
  expect((await service.post("/api/predict?model_run_id=1", { features: [] })).status).toBe(503);
  const train = await service.train("iris", 1, dataset("iris"));
  expect([train.status, train.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(JSON.stringify(service.log)).not.toContain("hidden");
  expect(await service.stop()).toBe(0);
});
