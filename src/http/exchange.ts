import { FAILURES, type Failure } from "../errors.ts";
import { problemOf } from "./problem.ts";
import { requestIdOf } from "./request-id.ts";

/** What the log line of a request says beside its route and status. */
export interface About {
  run_id?: number;
  model?: string;
  rows?: number;
  /** Why it was refused. */
  reason?: string;
}

/** What every answer says: OWASP's list, without what ends with TLS elsewhere. */
const HEADERS_OF_ALL = new Headers({
  "Cache-Control": "no-store",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-DNS-Prefetch-Control": "off",
  "X-Frame-Options": "DENY",
  "X-XSS-Protection": "0",
  // The page of the API has one style sheet, in itself; everything else is data.
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "Origin-Agent-Cluster": "?1",
  "X-Download-Options": "noopen",
  "X-Permitted-Cross-Domain-Policies": "none",
});
const HEADERS_OF_JSON = new Headers(HEADERS_OF_ALL);
HEADERS_OF_JSON.set("Content-Type", "application/json");

/** For 503: seconds after which to come back. */
const RETRY_AFTER_SECONDS = "5";

/** A request, and what its answer and its log line are made of. */
export class Exchange {
  readonly request: Request;
  /** The caller's id of it, or a new one. */
  readonly requestId: string;
  readonly startedAt = performance.now();
  readonly about: About = {};
  /** The route that it took. A label's values must be few: a path that is no route counts as `other`. */
  route = "other";

  constructor(request: Request) {
    this.request = request;
    this.requestId = requestIdOf(request.headers);
  }

  /** An answer of `status` with the headers of all answers, and `own` besides. */
  respond(body: string, own: Readonly<Record<string, string>>, status = 200): Response {
    const headers = new Headers(HEADERS_OF_ALL);
    headers.set("X-Request-Id", this.requestId);
    for (const name in own) headers.set(name, own[name]!);
    return new Response(body, { status, headers });
  }

  /** The answer 200 with `value` as JSON. */
  json(value: unknown): Response {
    return this.jsonText(JSON.stringify(value));
  }

  /** The answer 200 with JSON that is written already. */
  jsonText(text: string | Blob): Response {
    const headers = new Headers(HEADERS_OF_JSON);
    headers.set("X-Request-Id", this.requestId);
    return new Response(text, { headers });
  }

  /** The answer that tells of a failure. */
  problem(failure: Failure, own: Readonly<Record<string, string>> = {}): Response {
    const headers = {
      "Content-Type": "application/problem+json",
      ...(failure.kind === "unavailable" ? { "Retry-After": RETRY_AFTER_SECONDS } : {}),
      // Nothing but a body's encoding is unsupported.
      ...(failure.kind === "unsupported" ? { "Accept-Encoding": "gzip" } : {}),
      ...own,
    };
    return this.respond(problemOf(failure), headers, FAILURES[failure.kind].status);
  }
}
