import { expect, test } from "bun:test";
import { withRequestSpans } from "../../src/http/request-spans.ts";
import type { Attributes, Span, Tracer } from "../../src/tracing/tracer.ts";

/** Answers a request to `url`, which need not be valid, and returns the attributes of its span; undefined if it has none. */
async function attributesOf(url: string): Promise<Attributes | undefined> {
  let attributes: Attributes | undefined;
  const span: Span = { traceId: "", rename() {}, describe() {}, fail() {}, end() {} };
  const tracer = {
    startRequest(_name: string, _headers: Headers, given: Attributes) {
      attributes = given;
      return span;
    },
    within: <T>(_span: Span, work: () => T) => work(),
  } as unknown as Tracer;
  const request = { method: "GET", url, headers: new Headers() } as Request;
  const response = await withRequestSpans(tracer, async () => new Response("answer"))(request);
  expect(await response.text()).toBe("answer");
  return attributes;
}

test("the parts of any URL are told apart, even those of a Host that is none", async () => {
  const parts = async (url: string) => {
    const attributes = await attributesOf(url);
    return ["url.scheme", "server.address", "server.port", "url.path"].map((name) => attributes?.[name]);
  };
  expect(await parts("http://127.0.0.1:5000/api/models?a=/b")).toEqual([
    "http",
    "127.0.0.1",
    5000,
    "/api/models",
  ]);
  expect(await parts("http://[::1]:5000/")).toEqual(["http", "::1", 5000, "/"]);
  expect(await parts("https://mlsvc/api/models#x")).toEqual(["https", "mlsvc", undefined, "/api/models"]);
  for (const host of ["", "a b", "x:99999", "[", "%zz", "é"])
    expect((await parts(`http://${host || "-"}/api/models?a`))[3]).toBe("/api/models");
  expect(await parts("/api/models?a=1")).toEqual([undefined, undefined, undefined, "/api/models"]);
});

test("health checks and scrapes have no span, and similar paths have one", async () => {
  const origin = "http://127.0.0.1:5000";
  for (const path of ["/metrics", "/metrics?a=1", "/api/health", "/api/health/ready"])
    expect(await attributesOf(origin + path)).toBeUndefined();
  for (const path of ["/metrics/x", "/api/healthy", "/"])
    expect(await attributesOf(origin + path)).toBeDefined();
});
