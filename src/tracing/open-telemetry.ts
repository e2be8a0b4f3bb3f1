import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  type Span as OpenTelemetrySpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import type { TracerProvider } from "@opentelemetry/sdk-trace";
import { VERSION } from "../version.ts";
import type { Attributes, Span, Tracer } from "./tracer.ts";

const HEADERS: TextMapGetter<Headers> = {
  keys: (headers) => [...headers.keys()],
  get: (headers, name) => headers.get(name) ?? undefined,
};
const PROPAGATOR = new W3CTraceContextPropagator();

/** Longer texts in spans are truncated. */
export const MAX_CHARACTERS = 1000;

/** The span in which some code works, and the further spans that it works for. */
interface Scope {
  readonly span: RecordedSpan;
  readonly others: readonly RecordedSpan[];
}

/** A tracer whose spans go to a provider of OpenTelemetry. */
export class OpenTelemetryTracer implements Tracer {
  readonly #tracer: ReturnType<TracerProvider["getTracer"]>;
  readonly #close: () => Promise<void>;
  readonly #scope = new AsyncLocalStorage<Scope | undefined>();

  /** `close` sends the spans that have ended. */
  constructor(provider: TracerProvider, close: () => Promise<void>) {
    this.#tracer = provider.getTracer("mlsvc", VERSION);
    this.#close = close;
  }

  get present(): Span | undefined {
    return this.#scope.getStore()?.span;
  }

  startRequest(name: string, headers: Headers, attributes: Attributes): Span {
    const context = PROPAGATOR.extract(ROOT_CONTEXT, headers, HEADERS);
    return this.#start(name, SpanKind.SERVER, attributes, context, epochOffset());
  }

  start(name: string, parent: Span | undefined, attributes: Attributes = {}): Span {
    return this.#startWithin(parent as RecordedSpan | undefined, name, SpanKind.INTERNAL, attributes);
  }

  startStatement(name: string, attributes: Attributes): Span | undefined {
    const scope = this.#scope.getStore();
    if (scope === undefined) return undefined;
    const { span, others } = scope;
    const statement = this.#startWithin(span, name, SpanKind.CLIENT, attributes);
    for (const other of others) {
      statement.link(other);
      other.link(statement);
    }
    return statement;
  }

  within<T>(span: Span | undefined, work: () => T): T {
    return this.withinAll(span === undefined ? [] : [span], work);
  }

  withinAll<T>(spans: readonly Span[], work: () => T): T {
    const [span, ...others] = (spans as readonly RecordedSpan[]).filter(({ isRecorded }) => isRecorded);
    if (span !== undefined) return this.#scope.run({ span, others }, work);
    // Every promise in a scope is slower: without a span to record there is none.
    return this.#scope.getStore() === undefined ? work() : this.#scope.run(undefined, work);
  }

  close(): Promise<void> {
    return this.#close();
  }

  #startWithin(
    parent: RecordedSpan | undefined,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
  ): RecordedSpan {
    return parent === undefined
      ? this.#start(name, kind, attributes, ROOT_CONTEXT, epochOffset())
      : this.#start(name, kind, attributes, trace.setSpan(ROOT_CONTEXT, parent.span), parent.epochOffset);
  }

  #start(
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    context: Context,
    offset: number,
  ): RecordedSpan {
    const options = { kind, attributes, startTime: offset + performance.now() };
    return new RecordedSpan(this.#tracer.startSpan(name, options, context), offset);
  }
}

/**
 * Returns what must be added to `performance.now()` for milliseconds since the epoch. All spans of a trace share it: OpenTelemetry
 * starts spans at a whole millisecond, which is too coarse for predictions.
 */
function epochOffset(): number {
  return Date.now() - performance.now();
}

/** A span of OpenTelemetry. */
class RecordedSpan implements Span {
  readonly span: OpenTelemetrySpan;
  readonly epochOffset: number;

  constructor(span: OpenTelemetrySpan, offset: number) {
    this.span = span;
    this.epochOffset = offset;
  }

  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  /** Whether the sampler took its trace, so that it will be sent, and it has not ended. */
  get isRecorded(): boolean {
    return this.span.isRecording();
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  describe(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  fail(type: string, message?: string): void {
    this.span.setAttribute("error.type", type);
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: message?.slice(0, MAX_CHARACTERS) });
  }

  link(other: RecordedSpan): void {
    this.span.addLink({ context: other.span.spanContext() });
  }

  end(): void {
    this.span.end(this.epochOffset + performance.now());
  }
}
