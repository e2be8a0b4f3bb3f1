import { expect, test } from "bun:test";
import { Readiness } from "../src/readiness.ts";

test("a service is ready between its first reconcile and its shutdown, and says why when it is not", () => {
  const readiness = new Readiness();
  expect(readiness.reason).toBe("the first reconcile has not finished");
  readiness.lastError = "the database cannot be used";
  expect(readiness.reason).toBe("the database cannot be used");
  readiness.reconciliation = {} as NonNullable<typeof readiness.reconciliation>;
  expect(readiness.reason).toBeUndefined();
  readiness.shuttingDown = true;
  expect(readiness.reason).toBe("the service is shutting down");
});
