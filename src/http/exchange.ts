import { FAILURES, type Failure } from "../errors.ts";
import { problemOf } from "./problem.ts";
import { requestIdOf } from "./request-id.ts";

/** What the log line of a request says in addition to its route and status. */
export interface LogFields {
  /** The trace of a request that is traced. */
  trace_id?: string;
  run_id?: number;
  model?: string;
  rows?: number;
  /** Why the request was refused. */
  reason?: string;
}

/** The headers of every response: OWASP's list, except for those about TLS, which a proxy terminates. */
const COMMON_HEADERS = new Headers({
  "Cache-Control": "no-store",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-DNS-Prefetch-Control": "off",
  "X-Frame-Options": "DENY",
  "X-XSS-Protection": "0",
  // Responses are data, except for the page of the API, which sets a policy of its own.
  "Content-Security-Policy":
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "Origin-Agent-Cluster": "?1",
  "X-Download-Options": "noopen",
  "X-Permitted-Cross-Domain-Policies": "none",
});
const JSON_HEADERS = new Headers(COMMON_HEADERS);
JSON_HEADERS.set("Content-Type", "application/json");

/** The directive of every policy until a route sets another: no page may show the response in a frame. */
const NOBODY = "'none'";

/** Lets the pages of `ancestors` show the response in a frame. */
function allowFrames(headers: Headers, ancestors: string): void {
  const policy = headers.get("Content-Security-Policy")!;
  headers.set(
    "Content-Security-Policy",
    policy.replace("frame-ancestors 'none'", `frame-ancestors ${ancestors}`),
  );
  // Older than the directive, it cannot name pages.
  headers.delete("X-Frame-Options");
}

/** Seconds after which a client should try again, for status 503. */
const RETRY_AFTER_SECONDS = "5";

/** One HTTP request, and the state from which its response and its log line are made. */
export class Exchange {
  readonly request: Request;
  /** The id that the caller sent, or that of its trace, or a new one. */
  readonly requestId: string;
  readonly startedAt = performance.now();
  readonly logFields: LogFields = {};
  /** Which pages may show the response in a frame: the sources of the CSP directive `frame-ancestors`. */
  frameAncestors = NOBODY;
  /** Path of the route. It is a label of metrics, which must not have many values, so every unknown path counts as `other`. */
  route = "other";

  /** `traceId` is the trace of the request, if it is traced. */
  constructor(request: Request, traceId?: string) {
    this.request = request;
    this.requestId = requestIdOf(request.headers, traceId);
    if (traceId !== undefined) this.logFields.trace_id = traceId;
  }

  /** Returns a response with the common headers and `headers`, which take precedence. */
  respond(
    body: string | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>>,
    status = 200,
  ): Response {
    const all = new Headers(COMMON_HEADERS);
    all.set("X-Request-Id", this.requestId);
    for (const name in headers) all.set(name, headers[name]!);
    if (this.frameAncestors !== NOBODY) allowFrames(all, this.frameAncestors);
    return new Response(body, { status, headers: all });
  }

  /** Returns a response with status 200 and a body that is JSON text. */
  json(text: string | Blob): Response {
    const headers = new Headers(JSON_HEADERS);
    headers.set("X-Request-Id", this.requestId);
    return new Response(text, { headers });
  }

  /** Returns the response that describes `failure`, with `headers` in addition to those of its kind. */
  problem(failure: Failure, headers: Readonly<Record<string, string>> = {}): Response {
    const all = {
      "Content-Type": "application/problem+json",
      ...(failure.kind === "unavailable" ? { "Retry-After": RETRY_AFTER_SECONDS } : {}),
      // The Content-Encoding of a body is the only thing that can be unsupported.
      ...(failure.kind === "unsupported" ? { "Accept-Encoding": "gzip" } : {}),
      ...headers,
    };
    return this.respond(problemOf(failure), all, FAILURES[failure.kind].status);
  }
}
