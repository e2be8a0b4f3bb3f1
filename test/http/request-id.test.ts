import { expect, test } from "bun:test";
import { requestIdOf } from "../../src/http/request-id.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const idOf = (headers: Record<string, string>) => requestIdOf(new Headers(headers));

test("the trace id of traceparent takes precedence over X-Request-Id", () => {
  const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
  expect(idOf({ traceparent, "X-Request-Id": "mine" })).toBe(TRACE);
  // Later versions may add fields after the flags.
  expect(idOf({ traceparent: `cc-${TRACE}-00f067aa0ba902b7-01-more` })).toBe(TRACE);
});

test("a traceparent of zeros or of another form is ignored", () => {
  for (const traceparent of [
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${TRACE.slice(1)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-00f067aa0ba902b7`,
    `x 00-${TRACE}-00f067aa0ba902b7-01`,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
  ]) {
    expect(idOf({ traceparent, "X-Request-Id": "mine" })).toBe("mine");
  }
});

test("X-Request-Id is used if it is safe in a log line and a header; else there is a new id", () => {
  for (const id of ["a", "A.b:c/d+e=f@g-h_1", "x".repeat(128)]) expect(idOf({ "X-Request-Id": id })).toBe(id);
  for (const id of ["", "a b", '"', "<b>", "x".repeat(129)]) {
    expect(idOf({ "X-Request-Id": id })).toMatch(UUID);
  }
  expect(idOf({})).toMatch(UUID);
  expect(idOf({})).not.toBe(idOf({}));
});

test("a request that is traced has the id of its trace, unless the caller names another", () => {
  expect(requestIdOf(new Headers(), TRACE)).toBe(TRACE);
  expect(requestIdOf(new Headers({ "X-Request-Id": "mine" }), TRACE)).toBe("mine");
});
