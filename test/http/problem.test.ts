import { expect, test } from "bun:test";
import { FAILURES, Failure, type FailureKind } from "../../src/errors.ts";
import { Exchange } from "../../src/http/exchange.ts";
import { refuse } from "../../src/http/problem.ts";

const problemResponse = (failure: Failure) => new Exchange(new Request("http://127.0.0.1/")).problem(failure);

test("a failure becomes a problem with its status and title, and its message as detail and message", async () => {
  for (const [kind, { status, title }] of Object.entries(FAILURES)) {
    const response = problemResponse(new Failure(kind as FailureKind, "it cannot be"));
    expect([response.status, response.headers.get("content-type")]).toEqual([
      status,
      "application/problem+json",
    ]);
    const detail = "it cannot be";
    expect(await response.json()).toEqual({ type: "about:blank", title, status, detail, message: detail });
    expect(response.headers.get("retry-after")).toBe(kind === "unavailable" ? "5" : null);
  }
});

test("the kinds of failure have the statuses of the contract", () => {
  expect(Object.fromEntries(Object.entries(FAILURES).map(([kind, { status }]) => [kind, status]))).toEqual({
    invalid: 400,
    not_found: 404,
    method_not_allowed: 405,
    timeout: 408,
    conflict: 409,
    too_large: 413,
    unsupported: 415,
    internal: 500,
    unavailable: 503,
  });
});

test("at most 20 errors are listed, each cut after 2000 characters and never within a character", async () => {
  const issues = (n: number) => Array.from({ length: n }, (_, i) => ({ path: `p${i}`, message: "is odd" }));
  const listed = async (n: number) => {
    const body = await problemResponse(new Failure("invalid", "odd", issues(n))).json();
    return (body as { errors?: unknown[] }).errors;
  };
  expect(await listed(0)).toBeUndefined();
  expect(await listed(20)).toEqual(issues(20));
  expect(await listed(21)).toEqual(issues(20));
  const long = `${"x".repeat(1999)}😀`;
  const failure = new Failure("invalid", long, [{ path: long, message: long }]);
  const { detail, errors } = (await problemResponse(failure).json()) as {
    detail: string;
    errors: { path: string; message: string }[];
  };
  const cut = `${"x".repeat(1999)}\ufffd`;
  expect([detail, errors]).toEqual([cut, [{ path: cut, message: cut }]]);
});

test("a refusal names what is wrong in its message and in its list of errors", () => {
  expect(refuse("unsupported", "Content-Encoding", "must be left out")).toMatchObject({
    kind: "unsupported",
    message: "Content-Encoding must be left out",
    issues: [{ path: "Content-Encoding", message: "must be left out" }],
  });
});
