import { expect, test } from "bun:test";
import { Failure } from "../../src/errors.ts";
import { RequestBody } from "../../src/http/body.ts";
import { BodyMemory } from "../../src/http/body-memory.ts";
import { readBody } from "./read-body.ts";

const TEXT = "the same words again and again; ".repeat(20_000);
const GZIP = Bun.gzipSync(TEXT);

/** Reads a body of `bytes` with Content-Encoding gzip, of which `stepBytes` arrive at a time. */
async function read(
  bytes: Uint8Array,
  maxBodyBytes = TEXT.length,
  stepBytes = bytes.length,
): Promise<string> {
  let from = 0;
  const stream = new ReadableStream({
    pull(controller) {
      if (from >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(from, from + stepBytes));
      from += stepBytes;
    },
  });
  const headers = { "Content-Encoding": "gzip" };
  const request = new Request("http://127.0.0.1/", { method: "POST", headers, body: stream });
  const memory = new BodyMemory(0);
  const body = new RequestBody(request, { maxBodyBytes, bodyTimeoutSeconds: 10 }, memory);
  const text = new TextDecoder().decode(await readBody(body));
  expect(memory.bytes).toBe(text.length);
  return text;
}

const refusal = (reading: Promise<string>) =>
  reading.then(
    () => undefined,
    (error: Failure) => [error instanceof Failure, error.kind, error.message],
  );

test("gzip is read in pieces of any size, and several gzip members in a row as one", async () => {
  expect(await read(GZIP)).toBe(TEXT);
  expect(await read(GZIP, TEXT.length, 7)).toBe(TEXT);
  expect(await read(Buffer.concat([GZIP, GZIP]), 2 * TEXT.length)).toBe(TEXT + TEXT);
  expect(await read(Bun.gzipSync(""))).toBe("");
});

test("the limit applies to the decompressed bytes, exactly, and to the bytes that are sent", async () => {
  const refused = [true, "too_large", expect.stringContaining("MAX_BODY_BYTES")];
  expect(await refusal(read(GZIP, TEXT.length - 1))).toEqual(refused);
  const noise = crypto.getRandomValues(new Uint8Array(1000));
  expect(await refusal(read(Bun.gzipSync(noise), 1000))).toEqual(refused);
});

test("data that is not gzip or is incomplete is refused", async () => {
  const spoilt = GZIP.slice();
  spoilt[spoilt.length - 6]! ^= 1;
  const wrong = [
    GZIP.slice(0, -1),
    GZIP.slice(0, 5),
    new Uint8Array(0),
    new TextEncoder().encode(TEXT),
    Buffer.concat([GZIP, new TextEncoder().encode("more")]),
    spoilt,
  ];
  for (const bytes of wrong) {
    expect(await refusal(read(bytes))).toEqual([
      true,
      "invalid",
      "the body is not gzip, as its Content-Encoding says, or ends early",
    ]);
  }
});
