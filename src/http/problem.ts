import * as v from "valibot";
import { FAILURES, Failure, type FailureKind } from "../errors.ts";

/** Maximum number of entries in `errors`. */
const MAX_ERRORS = 20;
/** Maximum length of a message in characters: it may quote names that the caller chose. */
const MAX_DETAIL = 2000;

/** The body of every answer that is not a success: RFC 9457 problem details. */
export const problem = v.pipe(
  v.object({
    type: v.string(),
    title: v.string(),
    status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
    detail: v.string(),
    message: v.pipe(v.string(), v.description("The same as detail")),
    errors: v.optional(
      v.pipe(
        v.array(v.pipe(v.object({ path: v.string(), message: v.string() }), v.title("ProblemError"))),
        v.description(`What is wrong, by parameter, column or row; at most ${MAX_ERRORS} entries`),
      ),
    ),
  }),
  v.description("RFC 9457"),
);

/**
 * Returns the text of a failure as RFC 9457 `application/problem+json`, with the member `message` that clients of the
 * former service read.
 */
export function problemOf(failure: Failure): string {
  const { status, title } = FAILURES[failure.kind];
  const detail = shorten(failure.message);
  const errors = failure.issues
    .slice(0, MAX_ERRORS)
    .map(({ path, message }) => ({ path: shorten(path), message: shorten(message) }));
  const body: v.InferOutput<typeof problem> = {
    type: "about:blank",
    title,
    status,
    detail,
    message: detail,
    ...(errors.length > 0 ? { errors } : {}),
  };
  return JSON.stringify(body);
}

/** Cuts `text` after `MAX_DETAIL` characters and replaces half surrogate pairs. */
export function shorten(text: string): string {
  return text.slice(0, MAX_DETAIL).toWellFormed();
}

/** Returns the failure of a request with one mistake: `path` is where it is, `message` what it must be. */
export function refuse(kind: FailureKind, path: string, message: string): Failure {
  return new Failure(kind, `${path} ${message}`, [{ path, message }]);
}
