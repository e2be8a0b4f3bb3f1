import { describe, expect, test } from "bun:test";
import { DeadlineError, Deadlines, pause, pauseAfter, withDeadline } from "../src/deadline.ts";
import { waitFor } from "./wait.ts";

const never = () => new Promise<never>(() => {});

describe("a deadline", () => {
  test("settles as the promise does when that is in time", async () => {
    expect(await withDeadline(Promise.resolve(7), 60_000, "the answer")).toBe(7);
    const error = new Error("its own");
    expect(await withDeadline(Promise.reject(error), 60_000, "the answer").catch((e) => e)).toBe(error);
  });

  test("rejects with the name of the operation and the time it had", async () => {
    const late = await withDeadline(never(), 20, "the answer").catch((error) => error);
    expect(late).toBeInstanceOf(DeadlineError);
    expect(late.message).toBe("the answer took longer than 20 ms");
  });

  test("ignores a promise that rejects after it", async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", listen);
    const { promise, reject } = Promise.withResolvers<never>();
    expect(await withDeadline(promise, 1, "the answer").catch(String)).toContain("took longer");
    reject(new Error("too late"));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", listen);
    expect(unhandled).toEqual([]);
  });
});

describe("a pause", () => {
  test("lasts as long as requested", async () => {
    const started = performance.now();
    await pause(30);
    expect(performance.now() - started).toBeGreaterThanOrEqual(28);
  });

  test("ends at once when its signal is aborted, before or during it", async () => {
    const started = performance.now();
    await pause(60_000, AbortSignal.abort());
    const controller = new AbortController();
    const paused = pause(60_000, controller.signal);
    controller.abort();
    await paused;
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("after an attempt lasts as long as listed for it, and after later ones as long as the last", async () => {
    for (const [attempt, milliseconds] of [
      [0, 1],
      [1, 40],
      [7, 40],
    ] as const) {
      const started = performance.now();
      await pauseAfter(attempt, [1, 40]);
      expect(performance.now() - started).toBeGreaterThanOrEqual(milliseconds - 2);
    }
    await pauseAfter(3, [60_000], AbortSignal.abort());
  });

  test("leaves no listener on its signal behind", async () => {
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    const counted = {
      aborted: false,
      addEventListener: (_: string, listener: unknown) => listeners.add(listener),
      removeEventListener: (_: string, listener: unknown) => listeners.delete(listener),
    } as unknown as typeof signal;
    const paused = pause(1, counted);
    expect(listeners.size).toBe(1);
    await paused;
    expect(listeners.size).toBe(0);
  });
});

describe("deadlines of one length", () => {
  test("pass in the order of their start and not early, except those that were ended", async () => {
    const deadlines = new Deadlines(20);
    const passed: [number, number][] = [];
    const started = new Map<number, number>();
    const start = (number: number) => {
      started.set(number, performance.now());
      return deadlines.start(() => passed.push([number, performance.now()]));
    };
    const handles = [0, 1, 2, 3, 4].map(start);
    for (const ended of [0, 2, 4]) deadlines.end(handles[ended]!);
    // Ending one twice, or one that has passed, has no effect.
    deadlines.end(handles[2]!);
    await pause(5);
    start(5);
    await waitFor("the last to pass", () => passed.length === 3);
    deadlines.end(handles[1]!);
    expect(passed.map(([number]) => number)).toEqual([1, 3, 5]);
    for (const [number, at] of passed) expect(at - started.get(number)!).toBeGreaterThanOrEqual(19);
    start(6);
    await waitFor("one that is started after all have passed", () => passed.length === 4);
  });

  test("share one timer, however many there are", async () => {
    const original = globalThis.setTimeout;
    let timers = 0;
    globalThis.setTimeout = ((...parameters: Parameters<typeof original>) => {
      timers++;
      return original(...parameters);
    }) as typeof original;
    try {
      const deadlines = new Deadlines(60_000);
      for (let i = 0; i < 1000; i++) deadlines.end(deadlines.start(() => {}));
      await Promise.all(Array.from({ length: 100 }, (_, i) => deadlines.within(Promise.resolve(i), "it")));
      expect(timers).toBe(1);
    } finally {
      globalThis.setTimeout = original;
    }
  });

  test("settle as the promise does, or reject with the name of the operation", async () => {
    const deadlines = new Deadlines(20);
    expect(await deadlines.within(Promise.resolve(7), "it")).toBe(7);
    expect(await deadlines.within(Promise.reject(new Error("its own")), "it").catch(String)).toBe(
      "Error: its own",
    );
    const late = await deadlines.within(never(), "the answer").catch((error) => error);
    expect(late).toBeInstanceOf(DeadlineError);
    expect(late.message).toBe("the answer took longer than 20 ms");
  });
});
