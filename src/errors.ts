import type { Issue } from "./learn/core/errors.ts";

/** The kinds of failure that are reported to callers, each with its HTTP status and its RFC 9457 title. */
export const FAILURES = {
  invalid: { status: 400, title: "Bad Request" },
  not_found: { status: 404, title: "Not Found" },
  method_not_allowed: { status: 405, title: "Method Not Allowed" },
  timeout: { status: 408, title: "Request Timeout" },
  conflict: { status: 409, title: "Conflict" },
  too_large: { status: 413, title: "Content Too Large" },
  unsupported: { status: 415, title: "Unsupported Media Type" },
  internal: { status: 500, title: "Internal Server Error" },
  unavailable: { status: 503, title: "Service Unavailable" },
} as const;

/** A key of `FAILURES`. */
export type FailureKind = keyof typeof FAILURES;

/** A failure that the caller can understand and act on. The message is shown to the caller unchanged. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly kind: FailureKind;
  /** One entry per mistake, if there are several or if they have a place in the request; else empty. */
  readonly issues: readonly Issue[];

  constructor(kind: FailureKind, message: string, issues: readonly Issue[] = [], options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.issues = issues;
  }
}

/** The configuration or the command line is wrong. The program prints the message, one line, and exits with code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Returns the message of an error, or any other thrown value as text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
