import { afterAll, expect, test } from "bun:test";
import { HttpConnection, readAnswer, requestBytes } from "./http-connection.ts";

const LARGE = "x".repeat(3_000_000);
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/echo") return new Response(await request.text());
    if (pathname === "/chunks") {
      return new Response(
        new ReadableStream({
          async start(controller) {
            for (const part of ["one ", "two ", LARGE]) {
              controller.enqueue(Buffer.from(part));
              await Bun.sleep(1);
            }
            controller.close();
          },
        }),
      );
    }
    return new Response("no", { status: 404 });
  },
});
afterAll(() => server.stop(true));
const port = server.port!;

test("one connection carries many requests of any size, with complete and chunked responses", async () => {
  const connection = await HttpConnection.open(port);
  expect(await connection.send(requestBytes("/echo", "äöü"))).toEqual({ status: 200, body: "äöü" });
  expect(await connection.send(requestBytes("/echo", LARGE))).toEqual({ status: 200, body: LARGE });
  expect(await connection.send(requestBytes("/chunks"))).toEqual({ status: 200, body: `one two ${LARGE}` });
  expect(await connection.send(requestBytes("/other"))).toEqual({ status: 404, body: "no" });
  connection.close();
});

test("a response is read in pieces of any size, and only when it is complete", () => {
  const answers = [
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
  ];
  for (const text of answers) {
    const bytes = Buffer.from(text);
    for (let end = 0; end < bytes.length; end++) {
      const needed = readAnswer(bytes.subarray(0, end));
      expect(needed).toBeNumber();
      expect(needed as number).toBeGreaterThan(end);
      expect(needed as number).toBeLessThanOrEqual(bytes.length);
    }
    expect(readAnswer(bytes)).toEqual({ status: 200, body: "hello" });
  }
});

test("a lost connection fails the request in progress and all later ones", async () => {
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { data: (socket) => void socket.end() },
  });
  const connection = await HttpConnection.open(listener.port);
  await expect(connection.send(requestBytes("/"))).rejects.toThrow("closed the connection");
  await expect(connection.send(requestBytes("/"))).rejects.toThrow("closed the connection");
  listener.stop(true);
});
