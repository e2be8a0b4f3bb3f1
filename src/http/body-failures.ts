import { Failure } from "../errors.ts";

/** Returns the failure of a body that did not arrive within `seconds`, the setting BODY_TIMEOUT_SECONDS. */
export function bodyTooLate(seconds: number): Failure {
  return new Failure("timeout", `the body did not arrive within ${seconds} s (BODY_TIMEOUT_SECONDS)`);
}

/** Returns the failure of a body whose connection was lost before its end; `cause` is the error of the read. */
export function bodyCutOff(cause: unknown): Failure {
  return new Failure("invalid", "the connection was lost before the end of the body", [], { cause });
}
