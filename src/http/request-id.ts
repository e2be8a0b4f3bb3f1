/** W3C Trace Context, version 00: https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
/** An id that is safe in a log line and in a header. */
const SAFE_ID = /^[\w.:/+=@-]{1,128}$/;

/** Returns the id of a request: the trace id of `traceparent`, else a safe `X-Request-Id`, else a new UUID. */
export function requestIdOf(headers: Headers): string {
  const trace = TRACEPARENT.exec(headers.get("traceparent") ?? "")?.[1];
  if (trace !== undefined && !/^0+$/.test(trace)) return trace;
  const given = headers.get("x-request-id");
  return given !== null && SAFE_ID.test(given) ? given : crypto.randomUUID();
}
