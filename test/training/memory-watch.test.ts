import { expect, test } from "bun:test";
import { totalmem } from "node:os";
import { awaitMemory, memoryLimit, watchMemory } from "../../src/training/memory-watch.ts";
import type { TrainingFailure } from "../../src/training/training-failure.ts";

test("a limit that is set is used; 0 stands for 80 % of the memory", () => {
  expect(memoryLimit(123)).toBe(123);
  expect(memoryLimit(0)).toBeWithin(1, Math.floor(0.8 * totalmem()) + 1);
});

/** Resolves with the reason when `checks` checks in a row found more memory than `limitBytes`. */
function exceeded(limitBytes: number, checks: number): Promise<TrainingFailure> {
  return new Promise((resolve) => watchMemory(limitBytes, checks, resolve));
}

test("too much memory is reported once, after that many checks, with both numbers", async () => {
  const reasons: TrainingFailure[] = [];
  const watch = watchMemory(1, 2, (reason) => reasons.push(reason));
  await exceeded(1, 1);
  expect(reasons).toEqual([]);
  await exceeded(1, 4);
  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toMatchObject({
    errorType: "out_of_memory",
    message: expect.stringMatching(/holds \d+ bytes of memory, more than 1 \(MAX_MEMORY_BYTES\)/),
  });
  watch.end();
});

test("memory within the limit is not reported, nor anything by a watch that was ended", async () => {
  const reasons: TrainingFailure[] = [];
  const within = watchMemory(Number.MAX_SAFE_INTEGER, 1, (reason) => reasons.push(reason));
  watchMemory(1, 2, (reason) => reasons.push(reason)).end();
  await exceeded(1, 4);
  within.end();
  expect(reasons).toEqual([]);
});

test("a wait for memory ends at once when it is free", async () => {
  const before = performance.now();
  await awaitMemory(Number.MAX_SAFE_INTEGER);
  expect(performance.now() - before).toBeLessThan(1000);
});
