import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SharedReads } from "../../src/database/shared-reads.ts";
import { Deadlines } from "../../src/deadline.ts";

/** A read that the test ends. */
interface Read {
  readonly keys: readonly number[];
  readonly end: (values: ReadonlyMap<number, string>) => void;
  readonly fail: (error: Error) => void;
}

function sharedReads({ maxKeys = 100, maxReads = 1, milliseconds = 60_000 } = {}) {
  const reads: Read[] = [];
  const shared = new SharedReads<string>({
    read(keys) {
      const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<number, string>>();
      reads.push({ keys, end: resolve, fail: reject });
      return promise;
    },
    maxKeys,
    maxReads,
    deadlines: new Deadlines(milliseconds),
  });
  return { shared, reads };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("shared reads", () => {
  test("begin at once when none is in progress", async () => {
    const { shared, reads } = sharedReads();
    const one = shared.get(1);
    expect(reads.map(({ keys }) => keys)).toEqual([[1]]);
    reads[0]!.end(new Map([[1, "a"]]));
    expect(await one).toBe("a");
  });

  test("callers during a read share the next one, and never get a value of the former", async () => {
    const { shared, reads } = sharedReads();
    const first = shared.get(1);
    const later = [shared.get(1), shared.get(2), shared.get(1), shared.get(3)];
    expect(reads).toHaveLength(1);
    reads[0]!.end(new Map([[1, "old"]]));
    expect(await first).toBe("old");
    expect(reads.map(({ keys }) => keys)).toEqual([[1], [1, 2, 3]]);
    reads[1]!.end(
      new Map([
        [1, "new"],
        [2, "two"],
      ]),
    );
    expect(await Promise.all(later)).toEqual(["new", "two", "new", undefined]);
  });

  test("respect the most keys of a read and the most reads, and take the first keys first", async () => {
    const { shared, reads } = sharedReads({ maxKeys: 2, maxReads: 2 });
    const asked = [1, 2, 3, 4, 5].map((key) => shared.get(key));
    expect(reads.map(({ keys }) => keys)).toEqual([[1], [2]]);
    const all = new Map([1, 2, 3, 4, 5].map((key) => [key, String(key)]));
    for (let at = 0; at < 4; at++) {
      reads[at]!.end(all);
      await turn();
    }
    expect(reads.map(({ keys }) => keys)).toEqual([[1], [2], [3, 4], [5]]);
    expect(await Promise.all(asked)).toEqual(["1", "2", "3", "4", "5"]);
  });

  test("that fail reject for all callers that share them, and no others", async () => {
    const { shared, reads } = sharedReads();
    const first = shared.get(1);
    const second = shared.get(2);
    reads[0]!.fail(new Error("away"));
    expect(await first.catch(String)).toBe("Error: away");
    reads[1]!.end(new Map([[2, "two"]]));
    expect(await second).toBe("two");
  });

  test("that do not answer keep no caller longer than its deadline, in progress or waiting", async () => {
    const { shared, reads } = sharedReads({ milliseconds: 20 });
    const waits = [shared.get(1), shared.get(2)];
    for (const wait of waits) {
      expect(await wait.catch((error) => [error.kind, error.message])).toEqual([
        "unavailable",
        "the database cannot be used: the database's answer took longer than 20 ms",
      ]);
    }
    expect(reads).toHaveLength(1);
    reads[0]!.end(new Map());
    await turn();
    reads[1]!.end(new Map());
    const next = shared.get(3);
    await turn();
    reads[2]!.end(new Map([[3, "three"]]));
    expect(await next).toBe("three");
  });

  test("in any order of calls and ends of reads, a value comes from a read that began after its call", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.nat(3), fc.constant("end" as const)), { maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        async (steps, maxKeys, maxReads) => {
          let clock = 0;
          const under: { began: number; end: () => void }[] = [];
          let most = 0;
          const shared = new SharedReads<number>({
            read(keys) {
              expect(keys.length).toBeLessThanOrEqual(maxKeys);
              const began = ++clock;
              const { promise, resolve } = Promise.withResolvers<ReadonlyMap<number, number>>();
              under.push({ began, end: () => resolve(new Map(keys.map((key) => [key, began]))) });
              most = Math.max(most, under.length);
              return promise;
            },
            maxKeys,
            maxReads,
            deadlines: new Deadlines(60_000),
          });
          const checked: Promise<void>[] = [];
          for (const step of steps) {
            if (step === "end") {
              under.shift()?.end();
              await turn();
              continue;
            }
            const called = ++clock;
            checked.push(shared.get(step).then((began) => expect(began).toBeGreaterThan(called)));
          }
          while (under.length > 0) {
            under.shift()!.end();
            await turn();
          }
          await Promise.all(checked);
          expect(most).toBeLessThanOrEqual(maxReads);
        },
      ),
      { numRuns: 200 },
    );
  });
});
