import { afterEach, describe, expect, spyOn, test } from "bun:test";
import { Failure } from "../../src/errors.ts";
import { STREAMED_BYTES } from "../../src/training/body-intake.ts";
import { waitFor } from "../wait.ts";
import { closeBeds, createBed } from "./queue-bed.ts";

afterEach(closeBeds);

/** A body that arrives when the test says so. */
class SlowBody {
  readonly #next: PromiseWithResolvers<Uint8Array<ArrayBuffer> | undefined>[] = [Promise.withResolvers()];
  asked = 0;

  chunks = async function* (this: SlowBody) {
    for (;;) {
      this.asked++;
      const chunk = await this.#next[this.asked - 1]!.promise;
      if (chunk === undefined) return;
      yield chunk;
    }
  }.bind(this);

  /** Sends some text. Undefined ends the body; an error interrupts it. */
  send(text: string | undefined | Error): void {
    const { resolve, reject } = this.#next.at(-1)!;
    this.#next.push(Promise.withResolvers());
    if (text instanceof Error) reject(text);
    else resolve(text === undefined ? undefined : new TextEncoder().encode(text));
  }
}

describe("a body", () => {
  test("that is large is read by a thread while it arrives; its run has no place in the queue before it is complete", async () => {
    const bed = await createBed();
    const body = new SlowBody();
    const id = await bed.database.createRun("ridge");
    const accepted = bed.accept(id, { chunks: body.chunks });
    body.send(" ".repeat(STREAMED_BYTES - 1));
    await waitFor("the first chunk to be taken", () => body.asked === 2);
    expect(bed.threads).toHaveLength(0);
    body.send("a");
    const thread = await waitFor(
      "the thread to have it",
      () => bed.threads[0]?.body.endsWith("a") && bed.threads[0],
    );
    expect(bed.queue.occupancy.waiting).toBe(0);
    body.send("b");
    await waitFor("the next chunk", () => thread.body.endsWith("ab"));
    body.send(undefined);
    await accepted;
    expect(thread.body.length).toBe(STREAMED_BYTES + 1);
    thread.succeed();
    expect(await bed.untilEnded(id)).toMatchObject({ run_status: "SUCCESS" });
    expect(bed.threads).toHaveLength(1);
  });

  test("that is interrupted, or whose run gets no place in the queue, leaves no thread behind", async () => {
    const bed = await createBed({ TRAIN_QUEUE_LIMIT: "0" });
    for (const end of [new Failure("timeout", "too slow"), undefined]) {
      const body = new SlowBody();
      const refused = bed.refused(undefined, { chunks: body.chunks });
      body.send(" ".repeat(STREAMED_BYTES));
      const thread = await waitFor("the thread", () => bed.threads.at(-1));
      const [running] = end === undefined ? [await bed.accept()] : [];
      body.send(end);
      expect((await refused).kind).toBe(end === undefined ? "unavailable" : "timeout");
      expect(thread.ended).toBeDefined();
      if (running !== undefined) (await bed.untilFitting(running)).succeed();
      for (const ended of bed.threads.splice(0)) ended.terminate();
    }
  });

  test("is kept in memory when slow senders already occupy the threads", async () => {
    const bed = await createBed();
    const bodies = Array.from({ length: 6 }, () => new SlowBody());
    const accepted = bodies.map(({ chunks }) => bed.accept(undefined, { chunks }));
    for (const body of bodies) body.send("x".repeat(STREAMED_BYTES));
    await waitFor("all to be asked for more", () => bodies.every(({ asked }) => asked === 2));
    expect(bed.threads).toHaveLength(4);
    for (const body of bodies) body.send(undefined);
    for (const id of await Promise.all(accepted)) expect(bed.state(id)).toBeDefined();
    expect(bed.threads).toHaveLength(6);
    for (const thread of bed.threads) expect(thread.body.length).toBe(STREAMED_BYTES);
  });

  test.each([
    ["small", 1],
    ["large", STREAMED_BYTES],
  ])(
    "that is %s waits for the memory of an earlier fit to be freed, and is then accepted",
    async (_, bytes) => {
      const limit = 2 ** 30;
      let checks = 0;
      // More checks than a body that is being read is permitted find the limit exceeded.
      const resident = spyOn(process.memoryUsage, "rss").mockImplementation(() =>
        ++checks < 20 ? limit + 1 : 1,
      );
      try {
        const bed = await createBed({ MAX_MEMORY_BYTES: String(limit) });
        const checksBefore: number[] = [];
        bed.onPrepare = (thread) => {
          checksBefore.push(checks);
          thread.rows.resolve({ rows: 1, columns: 1, warnings: [] });
        };
        const id = await bed.accept(undefined, {
          chunks: async function* () {
            yield new TextEncoder().encode("x".repeat(bytes));
          },
        });
        expect(checksBefore).toHaveLength(1);
        expect(checksBefore[0]).toBeGreaterThanOrEqual(20);
        bed.threads[0]!.succeed();
        expect(await bed.untilEnded(id)).toMatchObject({ run_status: "SUCCESS" });
      } finally {
        resident.mockRestore();
      }
    },
  );
});
