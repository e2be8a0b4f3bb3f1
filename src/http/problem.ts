import { FAILURES, Failure, type FailureKind } from "../errors.ts";
import type { Issue } from "../learn/core/errors.ts";

/** At most this many problems are listed. */
const MAX_ERRORS = 20;
/** A message may quote names that the caller chose; a page of them helps nobody. */
const MAX_DETAIL = 2000;
/**
 * Returns the text of a failure as RFC 9457 `application/problem+json`, with the `message` that callers of the old service
 * read.
 */
export function problemOf(failure: Failure): string {
  const { status, title } = FAILURES[failure.kind];
  const detail = shorten(failure.message);
  const errors = failure.issues
    .slice(0, MAX_ERRORS)
    .map(({ path, message }) => ({ path: shorten(path), message: shorten(message) }));
  return JSON.stringify({
    type: "about:blank",
    title,
    status,
    detail,
    message: detail,
    ...(errors.length > 0 ? { errors } : {}),
  });
}

/** Returns at most `MAX_DETAIL` characters of `text`, none of them half of a surrogate pair. */
export function shorten(text: string): string {
  return text.slice(0, MAX_DETAIL).toWellFormed();
}

/** A request that cannot be taken, and the one thing that is wrong with it. */
export function refuse(kind: FailureKind, path: string, message: string): Failure {
  const issue: Issue = { path, message };
  return new Failure(kind, `${path} ${message}`, [issue]);
}
