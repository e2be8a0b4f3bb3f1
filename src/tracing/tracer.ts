/** What is known about the work of a span, by name. Undefined values are left out. Never a row of data, a password or a header. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A piece of work with a beginning and an end: a part of a trace. */
export interface Span {
  /** 32 hexadecimal digits that all spans of a trace share. It exists even if the trace is not sampled: not recorded. */
  readonly traceId: string;
  /** Changes the name, for a span whose name is known only later. It is one of few: no id is part of it. */
  rename(name: string): void;
  /** Adds attributes. */
  describe(attributes: Attributes): void;
  /** Marks the work as failed. `type` is one of few words or codes. */
  fail(type: string, message?: string): void;
  /** Ends the span. It is sent later, with others. */
  end(): void;
}

/** Creates spans, and knows in which span the running code works: that of the call of `within` that led to it. */
export interface Tracer {
  /** The span in which the running code works; undefined if there is none, or none that is recorded. */
  readonly present: Span | undefined;
  /** Starts the span of a request: part of the trace that the headers `traceparent` and `tracestate` name, or of a new one. */
  startRequest(name: string, headers: Headers, attributes: Attributes): Span;
  /** Starts a span within `parent`, or, if that is undefined, a trace. */
  start(name: string, parent: Span | undefined, attributes?: Attributes): Span;
  /** Starts the span of a call to the database, within the present span; undefined if there is none. */
  startStatement(name: string, attributes: Attributes): Span | undefined;
  /** Calls `work`, which works in `span`, or in none if that is undefined or not recorded. Returns what `work` returns. */
  within<T>(span: Span | undefined, work: () => T): T;
  /**
   * Calls `work`, which works for several spans: in the first one that is recorded. Its statements and the others that are
   * recorded link to each other. Returns what `work` returns.
   */
  withinAll<T>(spans: readonly Span[], work: () => T): T;
  /** Sends the spans that have ended. Resolves when the collector has them, or has not answered in time. */
  close(): Promise<void>;
}

/**
 * The tracer of this process; undefined when nothing is traced, which is the default. It is global, as in OpenTelemetry, because
 * every layer of the program uses it.
 */
export let tracer: Tracer | undefined;

/** Sets the tracer of this process. Call it before the first request. */
export function setTracer(value: Tracer | undefined): void {
  tracer = value;
}

/** Runs `work`, which no request waits for, in a trace of its own. Returns what `work` returns. */
export async function inNewTrace<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (tracer === undefined) return work();
  const span = tracer.start(name, undefined);
  try {
    return await tracer.within(span, work);
  } catch (error) {
    const { name: type = "Error", message } = error as Partial<Error>;
    span.fail(type, message);
    throw error;
  } finally {
    span.end();
  }
}
