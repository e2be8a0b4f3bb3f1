import { waitFor } from "../wait.ts";
import { hexIn, integerIn, type Message, messagesIn, readMessage, textIn } from "./protobuf.ts";

type Attributes = Readonly<Record<string, unknown>>;

/** A span as a collector receives it. */
export interface ReceivedSpan {
  readonly name: string;
  readonly kind: string;
  readonly traceId: string;
  readonly spanId: string;
  /** "" for the first span of a trace. */
  readonly parentId: string;
  readonly traceState: string;
  readonly startedAt: bigint;
  readonly endedAt: bigint;
  readonly attributes: Attributes;
  /** The ids of the spans that it refers to. */
  readonly links: readonly string[];
  readonly isError: boolean;
  readonly errorMessage: string;
  /** The attributes of the process that sent it. */
  readonly resource: Attributes;
}

/** A collector that keeps the spans that are sent to it, by OTLP over HTTP in Protocol Buffers. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** The requests, with their paths and headers. */
  readonly requests: { readonly path: string; readonly headers: Headers }[] = [];
  /** The status of the answers. */
  status = 200;
  readonly #server: Bun.Server<undefined>;

  /** Listens on `port`, by default a free one, and with `tls` by https. */
  constructor(port = 0, tls?: Bun.TLSOptions) {
    const hostname = "127.0.0.1";
    this.#server = Bun.serve({ port, hostname, tls, fetch: (request) => this.#receive(request) });
  }

  /** The value of OTEL_EXPORTER_OTLP_ENDPOINT. */
  get url(): string {
    return this.#server.url.origin;
  }

  /** Waits for a span that `isWanted` and returns it. */
  async find(what: string, isWanted: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan> {
    return waitFor(what, () => this.spans.find(isWanted));
  }

  /** The spans within a span, in the order of their start. */
  childrenOf({ spanId }: ReceivedSpan): ReceivedSpan[] {
    return this.spans
      .filter(({ parentId }) => parentId === spanId)
      .sort((a, b) => Number(a.startedAt - b.startedAt));
  }

  async stop(): Promise<void> {
    await this.#server.stop(true);
  }

  async #receive(request: Request): Promise<Response> {
    this.requests.push({ path: new URL(request.url).pathname, headers: request.headers });
    const sent = new Uint8Array(await request.arrayBuffer());
    const bytes = request.headers.get("content-encoding") === "gzip" ? Bun.gunzipSync(sent) : sent;
    if (this.status === 200) this.spans.push(...readSpans(bytes));
    return new Response(null, { status: this.status });
  }
}

/**
 * Reads an `ExportTraceServiceRequest`:
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
function readSpans(bytes: Uint8Array): ReceivedSpan[] {
  return messagesIn(readMessage(bytes), 1).flatMap((resourceSpans) => {
    const resource = attributesIn(messagesIn(resourceSpans, 1)[0]!, 1);
    return messagesIn(resourceSpans, 2).flatMap((scopeSpans) =>
      messagesIn(scopeSpans, 2).map((span) => readSpan(span, resource)),
    );
  });
}

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const STATUS_ERROR = 2n;

function readSpan(span: Message, resource: Attributes): ReceivedSpan {
  const status = messagesIn(span, 15)[0];
  return {
    traceId: hexIn(span, 1),
    spanId: hexIn(span, 2),
    traceState: textIn(span, 3),
    parentId: hexIn(span, 4),
    name: textIn(span, 5),
    kind: KINDS[Number(integerIn(span, 6))]!,
    startedAt: integerIn(span, 7),
    endedAt: integerIn(span, 8),
    attributes: attributesIn(span, 9),
    links: messagesIn(span, 13).map((link) => hexIn(link, 2)),
    errorMessage: status === undefined ? "" : textIn(status, 2),
    isError: status !== undefined && integerIn(status, 3) === STATUS_ERROR,
    resource,
  };
}

function attributesIn(message: Message, field: number): Attributes {
  return Object.fromEntries(
    messagesIn(message, field).map((pair) => [textIn(pair, 1), attributeOf(messagesIn(pair, 2)[0]!)]),
  );
}

function attributeOf(value: Message): unknown {
  if (value.has(1)) return textIn(value, 1);
  if (value.has(2)) return integerIn(value, 2) === 1n;
  if (value.has(3)) return Number(BigInt.asIntN(64, integerIn(value, 3)));
  throw new Error(`an attribute of another kind than text, boolean and integer: field ${[...value.keys()]}`);
}
