import { expect, test } from "bun:test";
import { readConfig } from "../../src/config/config.ts";
import { createApp } from "../../src/http/app.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { createService } from "../../src/service.ts";

/** Returns the service, and what it answers to a request for a report. Its database is away. */
function createReportService(environment: Record<string, string> = {}) {
  const config = readConfig({ DATABASE_URL: "postgres://nobody@127.0.0.1:1/none", ...environment });
  const service = createService(config, createLogger("silent"));
  const app = createApp(service);
  const get = (accept: string) =>
    app(new Request("http://127.0.0.1:5000/api/report?model_run_id=42", { headers: { Accept: accept } }));
  return { service, get };
}

/** The same with a report instead of the one that the database would have. */
function createServiceWithReport(environment: Record<string, string> = {}) {
  const { service, get } = createReportService(environment);
  service.reports.get = async (runId, format) => ({
    tag: "1",
    model: "ridge",
    text: `${format} of ${runId}`,
  });
  return get;
}

test("a page may load nothing, run nothing, and by default be shown in no frame", async () => {
  const { headers } = await createServiceWithReport()("text/html");
  const policy = Object.fromEntries(
    headers
      .get("content-security-policy")!
      .split("; ")
      .map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1).join(" ")]),
  );
  expect(policy).toEqual({
    "default-src": "'none'",
    "style-src": expect.stringMatching(/^'sha256-[A-Za-z0-9+/]{43}='$/),
    "img-src": "data:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
  });
  expect(Object.fromEntries(headers)).toMatchObject({
    "content-type": "text/html; charset=UTF-8",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    vary: "Accept",
  });
});

test("FRAME_ANCESTORS lets other pages show it in a frame, and nothing else of the service", async () => {
  const get = createServiceWithReport({ FRAME_ANCESTORS: "self https://app.example.com" });
  for (const type of ["text/html", "application/json"]) {
    const { headers } = await get(type);
    expect(headers.get("content-security-policy")).toContain(
      "frame-ancestors 'self' https://app.example.com",
    );
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-frame-options")).toBeNull();
  }
  const { service } = createReportService({ FRAME_ANCESTORS: "self" });
  const health = await createApp(service)(new Request("http://127.0.0.1:5000/api/health"));
  expect(health.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(health.headers.get("x-frame-options")).toBe("DENY");
});

test("the type of the answer is that which the client prefers", async () => {
  const get = createServiceWithReport();
  expect(await (await get("text/html, */*;q=0.8")).text()).toBe("html of 42");
  expect(await (await get("*/*")).text()).toBe("html of 42");
  const data = await get("application/json, text/plain, */*");
  expect(await data.text()).toBe("json of 42");
  expect(data.headers.get("content-type")).toBe("application/json");
  expect(data.headers.get("vary")).toBe("Accept");
});

test("without a database it is a 503 that may be tried again, in a frame too", async () => {
  const answer = await createReportService({ FRAME_ANCESTORS: "self" }).get("text/html");
  expect(answer.status).toBe(503);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("retry-after")).toBe("5");
  expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'self'");
});
