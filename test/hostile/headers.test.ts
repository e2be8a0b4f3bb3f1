import { afterAll, beforeAll, expect, test } from "bun:test";
import type { ServiceProcess } from "../service-process.ts";
import { TestBed } from "./test-bed.ts";

let bed: TestBed;
let service: ServiceProcess;

beforeAll(async () => {
  bed = await TestBed.create(["iris"]);
  service = await bed.start();
});
afterAll(() => bed.close());

/** The security headers of every response: OWASP's list, except for TLS, which is terminated elsewhere. */
const EXPECTED: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-permitted-cross-domain-policies": "none",
  "cache-control": "no-store",
};

/**
 * Returns the expected Content-Security-Policy: nothing may be loaded or run, except that the page may load and run
 * its own files and send requests to its own service.
 */
function expectedPolicy({ url }: Response): string {
  const rest = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
  return url.endsWith("/docs")
    ? `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; ${rest}`
    : `default-src 'none'; ${rest}`;
}

/** Returns the expected Content-Type: JSON without a charset, text with one. */
function expectedType({ ok, url }: Response): string {
  if (!ok) return "application/problem+json";
  if (url.endsWith("/docs")) return "text/html; charset=UTF-8";
  if (url.endsWith(".js")) return "text/javascript; charset=UTF-8";
  if (url.endsWith(".css")) return "text/css; charset=UTF-8";
  if (url.endsWith("/metrics")) return "text/plain; version=0.0.4; charset=utf-8";
  return "application/json";
}

test("every response, successful or not, has the security headers and names no software", async () => {
  const answers = await Promise.all([
    ...[
      "/api/health",
      "/api/health/ready",
      "/api/models",
      "/openapi.json",
      "/docs",
      "/docs/page.js",
      "/docs/swagger-ui.css",
      "/metrics",
    ].map((path) => service.get(path)),
    service.get("/nothing"),
    service.get("/api/predict"),
    service.get("/api/train?model_run_id=1"),
    service.post("/api/predict?model_run_id=1", "{}"),
    service.post("/api/train?model_name=iris&model_run_id=1", "["),
    service.post("/api/predict?model_run_id=1", "x", { "Content-Encoding": "gzip" }),
  ]);
  for (const answer of answers) {
    for (const [name, value] of Object.entries(EXPECTED)) {
      expect([answer.url, name, answer.headers.get(name)]).toEqual([answer.url, name, value]);
    }
    expect([answer.url, answer.headers.get("content-security-policy")]).toEqual([
      answer.url,
      expectedPolicy(answer),
    ]);
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect([answer.url, answer.headers.get("content-type")]).toEqual([answer.url, expectedType(answer)]);
    for (const name of ["server", "x-powered-by", "access-control-allow-origin", "set-cookie"]) {
      expect(answer.headers.get(name)).toBeNull();
    }
  }
});

test("a header of the caller is repeated only as the request id, and never breaks a line", async () => {
  for (const id of ["a".repeat(129), "<script>", "a b", '"', "ü"]) {
    const response = await service.get("/api/health", {
      "X-Request-Id": encodeURIComponent(id) + id.slice(0, 1),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test("the service listens only on the loopback interface", async () => {
  expect(service.logged("listening")?.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
