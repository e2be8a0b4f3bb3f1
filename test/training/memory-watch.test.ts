import { expect, test } from "bun:test";
import { totalmem } from "node:os";
import { awaitMemory, memoryLimit, watchMemory } from "../../src/training/memory-watch.ts";
import type { TrainingFailure } from "../../src/training/training-failure.ts";

test("a limit that is set is the limit; 0 is 80 % of what there is", () => {
  expect(memoryLimit(123)).toBe(123);
  expect(memoryLimit(0)).toBeWithin(1, Math.floor(0.8 * totalmem()) + 1);
});

/** Resolves with the reason when more memory than `limitBytes` is seen `patience` times. */
function seen(limitBytes: number, patience: number): Promise<TrainingFailure> {
  return new Promise((resolve) => watchMemory(limitBytes, patience, resolve));
}

test("too much memory is told once, after as many looks as there is patience, with both figures", async () => {
  const reasons: TrainingFailure[] = [];
  const watch = watchMemory(1, 2, (reason) => reasons.push(reason));
  await seen(1, 1);
  expect(reasons).toEqual([]);
  await seen(1, 4);
  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toMatchObject({
    errorType: "out_of_memory",
    message: expect.stringMatching(/holds \d+ bytes of memory, more than 1 \(MAX_MEMORY_BYTES\)/),
  });
  watch.end();
});

test("memory within the limit, and a watch that was ended, tell nothing", async () => {
  const reasons: TrainingFailure[] = [];
  const within = watchMemory(Number.MAX_SAFE_INTEGER, 1, (reason) => reasons.push(reason));
  watchMemory(1, 2, (reason) => reasons.push(reason)).end();
  await seen(1, 4);
  within.end();
  expect(reasons).toEqual([]);
});

test("a wait for memory that is there ends at once", async () => {
  const before = performance.now();
  await awaitMemory(Number.MAX_SAFE_INTEGER);
  expect(performance.now() - before).toBeLessThan(1000);
});
