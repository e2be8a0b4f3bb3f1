import type { Span, Tracer } from "../tracing/tracer.ts";
import { Exchange } from "./exchange.ts";
import { isProbe } from "./probe.ts";

/** The methods that HTTP knows, RFC 9110 and PATCH: callers must not choose the names of spans. */
const METHODS = new Set(["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]);

/** Answers an exchange; never throws. */
type Answer = (exchange: Exchange) => Promise<Response>;

/**
 * Returns a handler that answers a request within a span. Health checks and scrapes have none.
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server
 */
export function withRequestSpans(tracer: Tracer, answer: Answer): (request: Request) => Promise<Response> {
  return async (request) => {
    const { scheme, address, port, path } = partsOf(request.url);
    if (isProbe(path)) return answer(new Exchange(request));
    const method = METHODS.has(request.method) ? request.method : "HTTP";
    const span = tracer.startRequest(method, request.headers, {
      "http.request.method": method === "HTTP" ? "_OTHER" : method,
      "http.request.method_original": method === "HTTP" ? request.method : undefined,
      "url.scheme": scheme,
      "url.path": path,
      "server.address": address,
      "server.port": port,
      "user_agent.original": request.headers.get("user-agent") ?? undefined,
    });
    const exchange = new Exchange(request, span.traceId);
    const response = await tracer.within(span, () => answer(exchange));
    finish(span, method, exchange, response.status);
    return response;
  };
}

/** Scheme, host and port, before the path of a URL; a host in brackets is an IPv6 address. */
const ORIGIN = /^(\w+):\/\/\[?(.*?)\]?(?::(\d{1,5}))?$/;

/** Returns the parts of the URL of a request. Not by `URL`, which throws for some values of the header Host. */
function partsOf(url: string) {
  // With such a value, Bun may leave the path alone. Otherwise it begins after "http://" and the host.
  const start = url.startsWith("/") ? 0 : url.indexOf("/", 8);
  const [, scheme, address, port] = ORIGIN.exec(url.slice(0, start)) ?? [];
  const path = url.slice(start).split(/[?#]/, 1)[0]!;
  return { scheme, address, port: port === undefined ? undefined : Number(port), path };
}

/** Ends a span with what is known after the answer: the route, the status and what the log line says. */
function finish(span: Span, method: string, { route, requestId, logFields }: Exchange, status: number): void {
  const { trace_id, reason, ...known } = logFields;
  const hasRoute = route.startsWith("/");
  if (hasRoute) span.rename(`${method} ${route}`);
  span.describe({
    "http.route": hasRoute ? route : undefined,
    "http.response.status_code": status,
    "mlsvc.request_id": requestId === trace_id ? undefined : requestId,
    "mlsvc.reason": reason,
  });
  for (const [name, value] of Object.entries(known)) span.describe({ [`mlsvc.${name}`]: value });
  if (status >= 500) span.fail(String(status), reason);
  span.end();
}
