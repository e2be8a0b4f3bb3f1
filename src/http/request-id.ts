/** W3C Trace Context, version 00: https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
/** What may stand in a log line and a header without harm. */
const SAFE_ID = /^[\w.:/+=@-]{1,128}$/;

/** The caller's id of a request: the trace id of `traceparent`, else `X-Request-Id`, else a new one. */
export function requestIdOf(headers: Headers): string {
  const trace = TRACEPARENT.exec(headers.get("traceparent") ?? "")?.[1];
  if (trace !== undefined && !/^0+$/.test(trace)) return trace;
  const given = headers.get("x-request-id");
  return given !== null && SAFE_ID.test(given) ? given : crypto.randomUUID();
}
