import { describe, expect, test } from "bun:test";
import type { Failure } from "../../src/errors.ts";
import { RequestBody } from "../../src/http/body.ts";
import { BodyMemory } from "../../src/http/body-memory.ts";
import { readBody } from "./read-body.ts";

const LIMITS = { maxBodyBytes: 10, bodyTimeoutSeconds: 1 };

/** A request whose body arrives in `chunks`; an error as chunk ends it, undefined never arrives. */
function arriving(chunks: readonly (string | Error | undefined)[], headers: Record<string, string> = {}) {
  const left = [...chunks];
  const body = new ReadableStream({
    pull(controller) {
      if (left.length === 0) return controller.close();
      const chunk = left.shift();
      if (chunk === undefined) return new Promise(() => {});
      if (chunk instanceof Error) return controller.error(chunk);
      controller.enqueue(new TextEncoder().encode(chunk));
    },
  });
  return new Request("http://127.0.0.1/", { method: "POST", headers, body });
}

const read = (request: Request, memory = new BodyMemory(0)) =>
  readBody(new RequestBody(request, LIMITS, memory)).then((bytes) => new TextDecoder().decode(bytes));
const refusal = (request: Request, memory?: BodyMemory): Promise<Failure> =>
  read(request, memory).then(
    (text) => {
      throw new Error(`${text} was read`);
    },
    (error: Failure) => error,
  );

describe("a body", () => {
  test("is read completely, in one piece or in many, up to the limit", async () => {
    expect(await read(arriving(["0123456789"]))).toBe("0123456789");
    expect(await read(arriving(["012", "", "3456", "789"]))).toBe("0123456789");
    expect(await read(arriving([]))).toBe("");
    expect(await read(new Request("http://127.0.0.1/", { method: "POST" }))).toBe("");
    expect(await read(arriving(["x"], { "Content-Encoding": "Identity" }))).toBe("x");
  });

  test("is read on demand, and the time that the reader takes does not count as the sender's", async () => {
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (sent === 3) controller.close();
          else controller.enqueue(Uint8Array.of(sent++));
        },
      },
      { highWaterMark: 0 },
    );
    const request = new Request("http://127.0.0.1/", { method: "POST", body: stream });
    const received: number[] = [];
    for await (const [byte] of new RequestBody(request, LIMITS, new BodyMemory(0)).chunks()) {
      received.push(byte!);
      expect(sent).toBe(received.length);
      await Bun.sleep(600);
    }
    expect(received).toEqual([0, 1, 2]);
  });

  test("that is there at once does not block the event loop", async () => {
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 160; i++) controller.enqueue(new Uint8Array(65_536));
        controller.close();
      },
    });
    const request = new Request("http://127.0.0.1/", { method: "POST", body: stream });
    const limits = { maxBodyBytes: 20_000_000, bodyTimeoutSeconds: 60 };
    let turns = 0;
    let isRead = false;
    const count = () => {
      turns++;
      if (!isRead) setImmediate(count);
    };
    setImmediate(count);
    const bytes = await readBody(new RequestBody(request, limits, new BodyMemory(0)));
    isRead = true;
    expect(bytes.length).toBe(160 * 65_536);
    expect(turns).toBeGreaterThan(10);
  });

  test("over the limit is refused, by its declared length or when too much has arrived", async () => {
    const message = "the body is over 10 bytes (MAX_BODY_BYTES)";
    const memory = new BodyMemory(0);
    const tooLarge = { kind: "too_large", message };
    expect(await refusal(arriving(["0123456789", "0"]), memory)).toMatchObject(tooLarge);
    expect(await refusal(arriving([undefined], { "Content-Length": "11" }), memory)).toMatchObject(tooLarge);
  });

  test("in another encoding than gzip is refused", async () => {
    for (const encoding of ["deflate", "BR", "identity, gzip", "gzip, gzip"]) {
      expect(await refusal(arriving(["x"], { "Content-Encoding": encoding }))).toMatchObject({
        kind: "unsupported",
        message: "Content-Encoding must be gzip, or left out",
      });
    }
  });

  test("that does not arrive in time, or whose connection is lost, is refused with its reason", async () => {
    expect(await refusal(arriving(["01", undefined]))).toMatchObject({
      kind: "timeout",
      message: "the body did not arrive within 1 s (BODY_TIMEOUT_SECONDS)",
    });
    expect(await refusal(arriving(["01", new Error("reset")]))).toMatchObject({
      kind: "invalid",
      message: "the connection was lost before the end of the body",
    });
  });

  test("counts in memory until it is released; a second release does nothing", async () => {
    const memory = new BodyMemory(0);
    const body = new RequestBody(arriving(["0123", "45"]), LIMITS, memory);
    await readBody(body);
    expect(memory.bytes).toBe(6);
    body.release();
    body.release();
    expect(memory.bytes).toBe(0);
  });

  test("that was cut off counts until it is released", async () => {
    const memory = new BodyMemory(0);
    const body = new RequestBody(arriving(["0123", new Error("reset")]), LIMITS, memory);
    expect(await readBody(body).catch(({ kind }: Failure) => kind)).toBe("invalid");
    expect(memory.bytes).toBe(4);
    body.release();
    expect(memory.bytes).toBe(0);
  });
});

describe("the memory for bodies", () => {
  test("is enough for four bodies of maximum size, and at least 64 MiB", () => {
    expect(new BodyMemory(100_000_000).limit).toBe(400_000_000);
    expect(new BodyMemory(1000).limit).toBe(64 * 1024 * 1024);
  });

  test("can be used to the last byte, and not beyond", () => {
    const memory = new BodyMemory(100_000_000);
    memory.take(399_999_999);
    memory.take(1);
    expect(() => memory.take(1)).toThrow(/400000000 bytes of the other requests/);
    expect(memory.bytes).toBe(400_000_000);
    memory.release(5);
    memory.take(5);
    expect(() => memory.take(1)).toThrow();
  });
});
