import type { Issue } from "./learn/errors.ts";

/** The kinds of failure that a caller can be told of. */
export type FailureKind = "invalid" | "not_found" | "conflict" | "too_large" | "unavailable";

/** Each kind's HTTP status and RFC 9457 title: the one table of both. */
export const FAILURES: Readonly<Record<FailureKind, { readonly status: number; readonly title: string }>> = {
  invalid: { status: 400, title: "Bad Request" },
  not_found: { status: 404, title: "Not Found" },
  conflict: { status: 409, title: "Conflict" },
  too_large: { status: 413, title: "Content Too Large" },
  unavailable: { status: 503, title: "Service Unavailable" },
};

/** A failure that the caller can understand and act on. The message is shown to them as it stands. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly kind: FailureKind;
  readonly issues: readonly Issue[];

  constructor(kind: FailureKind, message: string, issues: readonly Issue[] = [], options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.issues = issues;
  }
}

/** The configuration or the command line is wrong: exit code 2 and one line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
