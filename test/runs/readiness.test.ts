import { expect, test } from "bun:test";
import { Failure } from "../../src/errors.ts";
import { Readiness } from "../../src/runs/readiness.ts";

test("a service is ready from its first reconcile to its shutdown, and otherwise has a reason why it is not", () => {
  const readiness = new Readiness();
  const unavailable = (message: string) => ({ kind: "unavailable", message });
  expect(readiness.failure).toMatchObject(unavailable("the first reconcile has not finished"));
  readiness.lastFailure = new Failure("unavailable", "the database cannot be used");
  expect(readiness.failure).toBe(readiness.lastFailure);
  readiness.reconciliation = {} as NonNullable<typeof readiness.reconciliation>;
  expect(readiness.failure).toBeUndefined();
  readiness.shuttingDown = true;
  expect(readiness.failure).toMatchObject(unavailable("the service is shutting down"));
});
