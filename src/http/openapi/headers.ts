import type { Json } from "./json.ts";

/** The headers of responses that clients may read, by their names among the components of the document. */
export const HEADERS = {
  RequestId: {
    description:
      "Id of the request in the log: the trace id of its `traceparent`, its `X-Request-Id`, or a new UUID",
    schema: { type: "string" },
    example: "4bf92f3577b34da6a3ce929d0e0e4736",
  },
  RetryAfter: {
    description: "Seconds after which the same request may succeed",
    schema: { type: "integer", minimum: 0 },
    example: 5,
  },
  AcceptEncoding: {
    description: "The encoding that a body may have",
    schema: { type: "string", const: "gzip" },
    example: "gzip",
  },
};

/** Returns the headers of a response with this status, as references to `HEADERS`. */
export function headersOf(status: number): Json {
  return {
    "X-Request-Id": header("RequestId"),
    ...(status === 503 ? { "Retry-After": header("RetryAfter") } : {}),
    ...(status === 415 ? { "Accept-Encoding": header("AcceptEncoding") } : {}),
  };
}

function header(name: keyof typeof HEADERS): Json {
  return { $ref: `#/components/headers/${name}` };
}
