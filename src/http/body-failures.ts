import { Failure } from "../errors.ts";

/** Returns the failure of a body that did not arrive within `seconds`, the setting BODY_TIMEOUT_SECONDS. */
export function bodyTooLate(seconds: number): Failure {
  return new Failure("timeout", `the body did not arrive within ${seconds} s (BODY_TIMEOUT_SECONDS)`);
}

/** Returns the failure of a body whose connection broke off before all of it was read; `cause` is what reading threw. */
export function bodyBrokeOff(cause: unknown): Failure {
  return new Failure("invalid", "the body broke off before its end", [], { cause });
}
