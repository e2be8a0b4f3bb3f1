import { describe, expect, test } from "bun:test";
import { DeadlineError, pause, withDeadline } from "../src/deadline.ts";

const never = () => new Promise<never>(() => {});

describe("a deadline", () => {
  test("gives what the promise gives where that comes in time", async () => {
    expect(await withDeadline(Promise.resolve(7), 60_000, "the answer")).toBe(7);
    const error = new Error("its own");
    expect(await withDeadline(Promise.reject(error), 60_000, "the answer").catch((e) => e)).toBe(error);
  });

  test("passes with the name of what was late and the time it had", async () => {
    const late = await withDeadline(never(), 20, "the answer").catch((error) => error);
    expect(late).toBeInstanceOf(DeadlineError);
    expect(late.message).toBe("the answer took longer than 20 ms");
  });

  test("lets a promise that fails after it fail unheard", async () => {
    const unheard: unknown[] = [];
    const listen = (reason: unknown) => unheard.push(reason);
    process.on("unhandledRejection", listen);
    const { promise, reject } = Promise.withResolvers<never>();
    expect(await withDeadline(promise, 1, "the answer").catch(String)).toContain("took longer");
    reject(new Error("too late"));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", listen);
    expect(unheard).toEqual([]);
  });
});

describe("a pause", () => {
  test("lasts as long as it is to", async () => {
    const started = performance.now();
    await pause(30);
    expect(performance.now() - started).toBeGreaterThanOrEqual(28);
  });

  test("ends at once when its signal is aborted, before it or meanwhile", async () => {
    const started = performance.now();
    await pause(60_000, AbortSignal.abort());
    const controller = new AbortController();
    const paused = pause(60_000, controller.signal);
    controller.abort();
    await paused;
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("leaves no listener on its signal", async () => {
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
