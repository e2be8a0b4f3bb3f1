import { afterEach, beforeEach, expect, test } from "bun:test";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { SharedReads } from "../../src/database/shared-reads.ts";
import { Deadlines } from "../../src/deadline.ts";
import { OpenTelemetryTracer } from "../../src/tracing/open-telemetry.ts";
import { inNewTrace, type Span, setTracer, type Tracer, tracer } from "../../src/tracing/tracer.ts";

let exporter: InMemorySpanExporter;
let own: Tracer;

beforeEach(() => {
  exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  own = new OpenTelemetryTracer(provider, () => provider.shutdown());
  setTracer(own);
});

afterEach(() => setTracer(undefined));

/** Starts the span of a request, in a new trace or, unless it is `sampled`, in one that its caller does not sample. */
function request(name: string, sampled = true): Span {
  const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-00`;
  return own.startRequest(name, new Headers(sampled ? {} : { traceparent }), {});
}

/** Returns the ended span with this name as an exporter gets it. */
const sent = (name: string) => exporter.getFinishedSpans().find((span) => span.name === name)!;
const idOf = (name: string) => sent(name).spanContext().spanId;
const linksOf = (name: string) => sent(name).links.map(({ context }) => context.spanId);

/** A read that several requests share, with a statement. `asked` lists the keys of each read; `end` ends the oldest. */
function sharedReads() {
  const ends: (() => void)[] = [];
  const asked: (readonly number[])[] = [];
  const shared = new SharedReads<number>({
    async read(keys) {
      asked.push(keys);
      const span = own.startStatement(`SELECT ${keys.join()}`, {});
      await new Promise<void>((resolve) => ends.push(resolve));
      span?.end();
      return new Map(keys.map((key) => [key, key]));
    },
    maxKeys: 100,
    maxReads: 1,
    deadlines: new Deadlines(60_000),
  });
  return { shared, asked, end: () => ends.shift()!() };
}

test("a statement that requests share is in the first one that is recorded, and they link to each other", async () => {
  const { shared, asked, end } = sharedReads();
  const first = request("first");
  const unsampled = request("unsampled", false);
  const [second, third] = [request("second"), request("third")];
  const answers = [
    own.within(first, () => shared.get(1)),
    own.within(unsampled, () => shared.get(2)),
    own.within(second, () => shared.get(3)),
    own.within(third, () => shared.get(2)),
    // Not traced at all.
    shared.get(4),
  ];
  end();
  await answers[0];
  end();
  expect(await Promise.all(answers)).toEqual([1, 2, 3, 2, 4]);
  expect(asked).toEqual([[1], [2, 3, 4]]);
  for (const span of [first, unsampled, second, third]) span.end();
  expect(sent("SELECT 1").parentSpanContext?.spanId).toBe(idOf("first"));
  expect(linksOf("SELECT 1")).toEqual([]);
  // The second read began when the first one ended, and yet has nothing to do with the first request.
  expect(sent("SELECT 2,3,4").parentSpanContext?.spanId).toBe(idOf("third"));
  expect(linksOf("SELECT 2,3,4")).toEqual([idOf("second")]);
  expect(linksOf("second")).toEqual([idOf("SELECT 2,3,4")]);
  expect([linksOf("first"), linksOf("third")]).toEqual([[], []]);
  expect(sent("unsampled")).toBeUndefined();
});

test("a statement for requests that are not recorded is not sent, and one without a request has no span", async () => {
  const { shared, end } = sharedReads();
  const answers = [own.within(request("unsampled", false), () => shared.get(1)), shared.get(2)];
  end();
  await answers[0];
  end();
  expect(await Promise.all(answers)).toEqual([1, 2]);
  expect(exporter.getFinishedSpans()).toEqual([]);
});

test("work in a trace of its own leaves the span of its caller, and is an error when it throws", async () => {
  const caller = request("caller");
  const failing = own.within(caller, () =>
    inNewTrace("background", async () => {
      own.startStatement("SELECT", {})?.end();
      throw new TypeError("broken");
    }),
  );
  expect(await failing.catch((error) => error)).toBeInstanceOf(TypeError);
  caller.end();
  expect(sent("background").parentSpanContext).toBeUndefined();
  expect(sent("background").spanContext().traceId).not.toBe(caller.traceId);
  expect(sent("SELECT").parentSpanContext?.spanId).toBe(idOf("background"));
  expect(sent("background")).toMatchObject({
    attributes: { "error.type": "TypeError" },
    status: { message: "broken" },
  });
});

test("spans of a trace have times of the same clock, finer than a millisecond", () => {
  const outer = request("outer");
  for (let i = 0; i < 20; i++) {
    const inner = own.start(`inner ${i}`, outer);
    inner.end();
  }
  outer.end();
  const nanoseconds = ([seconds, rest]: readonly number[]) =>
    BigInt(seconds!) * 1_000_000_000n + BigInt(rest!);
  let last = nanoseconds(sent("outer").startTime);
  for (let i = 0; i < 20; i++) {
    const { startTime, endTime } = sent(`inner ${i}`);
    expect(nanoseconds(startTime)).toBeGreaterThanOrEqual(last);
    expect(nanoseconds(endTime)).toBeGreaterThanOrEqual(nanoseconds(startTime));
    last = nanoseconds(endTime);
  }
  expect(nanoseconds(sent("outer").endTime)).toBeGreaterThanOrEqual(last);
});

test("without a tracer, work runs as it is", async () => {
  setTracer(undefined);
  expect(tracer).toBeUndefined();
  expect(await inNewTrace("background", async () => 7)).toBe(7);
  const { shared, end } = sharedReads();
  const answer = shared.get(5);
  end();
  expect(await answer).toBe(5);
});
