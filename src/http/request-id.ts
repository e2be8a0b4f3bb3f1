/** W3C Trace Context. Version ff and ids of zeros are not valid: https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;
/** An id that is safe in a log line and in a header. */
const SAFE_ID = /^[\w.:/+=@-]{1,128}$/;

/**
 * Returns the id of a request: the trace id of `traceparent`, else a safe `X-Request-Id`, else `traceId`, the trace of the
 * request if it is traced, else a new UUID.
 */
export function requestIdOf(headers: Headers, traceId?: string): string {
  const trace = TRACEPARENT.exec(headers.get("traceparent") ?? "")?.[1];
  if (trace !== undefined) return trace;
  const given = headers.get("x-request-id");
  return given !== null && SAFE_ID.test(given) ? given : (traceId ?? crypto.randomUUID());
}
