import { afterAll, beforeAll, expect, test } from "bun:test";
import { dataset } from "../e2e/data.ts";
import type { ServiceProcess } from "../service-process.ts";
import { RawConnection } from "./raw-connection.ts";
import { expectSound, TestBed } from "./test-bed.ts";

let bed: TestBed;
let service: ServiceProcess;
let run: number;

beforeAll(async () => {
  bed = await TestBed.create(["iris"]);
  service = await bed.start();
  run = await bed.trainedIris(service);
});
afterAll(() => bed.close());

const get = (headers: string, target = "/api/health/live") =>
  `GET ${target} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;
const post = (headers: string, body = "") =>
  `POST /api/predict?model_run_id=1 HTTP/1.1\r\nHost: a\r\n${headers}\r\n${body}`;

/** Bytes that are not HTTP, or HTTP that two parsers might interpret differently. */
const REFUSED: [what: string, bytes: string, statuses: number[]][] = [
  ["a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n", [400]],
  ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400, 505]],
  ["a request without a version", "GET /api/health\r\n\r\n", [400, 505]],
  ["a method of control characters", "FOO\x01 / HTTP/1.1\r\nHost: a\r\n\r\n", [400, 505]],
  ["no Host", "GET /api/health HTTP/1.1\r\n\r\n", [400]],
  ["a header with NUL", get("X: a\0b\r\n"), [400]],
  ["a header with a bare CR", get("X-Request-Id: a\rb: c\r\n"), [400]],
  ["a folded header", get("X: a\r\n b\r\n"), [400]],
  ["a space before a colon", get("Transfer-Encoding : chunked\r\n"), [400]],
  ["a header of 100,000 characters", get(`X: ${"a".repeat(100_000)}\r\n`), [400, 431]],
  ["5,000 headers", get(Array.from({ length: 5000 }, (_, i) => `X${i}: a\r\n`).join("")), [400, 431]],
  ["an address of 100,000 characters", get("", `/${"a".repeat(100_000)}`), [400, 414, 431]],
  ["a negative length", post("Content-Length: -5\r\n"), [400]],
  ["a length that is not a number", post("Content-Length: abc\r\n"), [400]],
  ["a length with a sign", post("Content-Length: +15\r\n"), [400]],
  ["two lengths", post("Content-Length: 2\r\nContent-Length: 1\r\n", "{}"), [400]],
  [
    "a length and chunks, with another request smuggled behind",
    post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", `0\r\n\r\n${get("")}`),
    [400],
  ],
  ["an unknown transfer encoding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), [400, 501]],
  [
    "a compressed transfer encoding",
    post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
    [400, 415, 501],
  ],
  [
    "a chunk of 2^64 bytes",
    post("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFF\r\nabc\r\n"),
    [400, 413],
  ],
  ["a chunk whose length is not a number", post("Transfer-Encoding: chunked\r\n", "xyz\r\nabc\r\n"), [400]],
];

for (const [what, bytes, statuses] of REFUSED) {
  test(`${what} is refused, and nothing more is read from the connection`, async () => {
    const connection = await RawConnection.open(service.url);
    connection.send(Buffer.from(bytes, "latin1"));
    expect(statuses).toContain((await connection.answer())?.status as number);
    await connection.closed();
    expect(connection.received.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    await expectSound(service, run);
  });
}

/** Unusual requests that are answered normally. */
const ANSWERED: [what: string, bytes: string, status: number][] = [
  ["a path with ..", get("", "/../../etc/passwd"), 404],
  ["a path with broken escapes", get("", "/%00%ff%zz"), 404],
  [
    "a query with broken escapes",
    "POST /api/predict?model_run_id=%ff%zz HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    400,
  ],
  ["a query parameter named like a property of Object", get("", "/api/train?__proto__=1&constructor=2"), 400],
  ["HTTP/1.0 without Host", "GET /api/health/live HTTP/1.0\r\n\r\n", 200],
  ["a query without Host", "GET /api/train?model_run_id=7 HTTP/1.0\r\n\r\n", 404],
  ["an empty Host", "GET /api/health/live HTTP/1.1\r\nHost:\r\n\r\n", 200],
  ...["h:99999", "[::", "a%zz", "xn--"].map((host): [string, string, number] => [
    `Host ${host}`,
    `POST /api/predict?model_run_id=0 HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\n\r\n`,
    400,
  ]),
  ["TRACE", "TRACE /api/health HTTP/1.1\r\nHost: a\r\n\r\n", 405],
  ["a foreign Origin", "OPTIONS /api/train HTTP/1.1\r\nHost: a\r\nOrigin: http://evil.example\r\n\r\n", 405],
  ["an upgrade to WebSocket", get("Upgrade: websocket\r\nConnection: Upgrade\r\n"), 200],
];

for (const [what, bytes, status] of ANSWERED) {
  test(`${what} is answered with ${status}, without access for other origins`, async () => {
    const connection = await RawConnection.open(service.url);
    connection.send(Buffer.from(bytes, "latin1"));
    const answer = await connection.answer();
    connection.destroy();
    expect(answer?.status).toBe(status);
    for (const name of answer!.headers.keys()) expect(name).not.toMatch(/^access-control|^server$|powered/);
  });
}

test("200 requests sent at once on one connection are answered in order", async () => {
  const connection = await RawConnection.open(service.url);
  const ids = Array.from({ length: 200 }, (_, i) => `request-${i}`);
  connection.send(ids.map((id) => get(`X-Request-Id: ${id}\r\n`)).join(""));
  await connection.until((text) => text.split("HTTP/1.1 200").length === 201 && text.endsWith("}"));
  const answered = [...connection.received.matchAll(/x-request-id: (\S+)/gi)].map(([, id]) => id!);
  expect(answered).toEqual(ids);
  connection.destroy();
});

test("a body of HTTP/1.0, without Host, is read to its end", async () => {
  const { features } = dataset("iris");
  const body = JSON.stringify({ features: Array.from({ length: 100 }, () => features).flat() });
  const connection = await RawConnection.open(service.url);
  const head = `POST /api/predict?model_run_id=${run} HTTP/1.0\r\nContent-Length: ${body.length}\r\n\r\n`;
  connection.send(head + body);
  const answer = await connection.answer();
  expect(answer?.status).toBe(200);
  await connection.until((text) => text.endsWith("}"));
  const { predictions } = JSON.parse(connection.received.split("\r\n\r\n")[1]!);
  expect(predictions).toHaveLength(100 * features.length);
  connection.destroy();
});

test("a client that waits for 100 Continue gets it, and then the response", async () => {
  const connection = await RawConnection.open(service.url);
  const body = JSON.stringify({ features: dataset("iris").features.slice(0, 1) });
  connection.sendHead(`/api/predict?model_run_id=${run}`, {
    Expect: "100-continue",
    "Content-Length": body.length,
  });
  await connection.until((text) => text.startsWith("HTTP/1.1 100 Continue\r\n\r\n"));
  connection.send(body);
  await connection.until((text) => text.includes('"predictions":["setosa"]'));
  connection.destroy();
});
