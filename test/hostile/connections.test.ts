import { afterAll, beforeAll, expect, test } from "bun:test";
import { dataset } from "../e2e/data.ts";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { HAS_FIGURES, processFigures } from "./process-figures.ts";
import { RawConnection } from "./raw-connection.ts";
import { expectSound, TestBed } from "./test-bed.ts";

const MAX_BODY_BYTES = 100_000;
const iris = dataset("iris");
let bed: TestBed;
let service: ServiceProcess;
let run: number;

beforeAll(async () => {
  bed = await TestBed.create(["iris"]);
  service = await bed.start({
    MAX_BODY_BYTES: String(MAX_BODY_BYTES),
    BODY_TIMEOUT_SECONDS: "2",
    TRAIN_QUEUE_LIMIT: "4",
  });
  run = await bed.trainedIris(service);
});
afterAll(() => bed.close());

const predictPath = () => `/api/predict?model_run_id=${run}`;
const trainPath = async () =>
  `/api/train?model_name=iris&model_run_id=${await bed.database.createRun("iris")}`;
const open = (count: number) =>
  Promise.all(Array.from({ length: count }, () => RawConnection.open(service.url)));

/** Expects that all files that a test opened are closed. */
async function expectNoFileLeft(before: number): Promise<void> {
  if (!HAS_FIGURES) return;
  await waitFor("open files as before", () => processFigures(service.child.pid).openFiles <= before);
}
const openFiles = () => (HAS_FIGURES ? processFigures(service.child.pid).openFiles : 0);

test("200 trainings at once, two of each run, are all answered, and every accepted one is trained", async () => {
  const ids = await Promise.all(Array.from({ length: 100 }, () => bed.database.createRun("iris")));
  const answers = await Promise.all(
    [...ids, ...ids].map(async (id) => ({ id, status: (await service.train("iris", id, iris)).status })),
  );
  const counts = Object.groupBy(answers, ({ status }) => String(status));
  expect(answers.every(({ status }) => [200, 409, 503].includes(status))).toBe(true);
  const accepted = new Set(counts["200"]?.map(({ id }) => id));
  expect(accepted.size).toBe(counts["200"]!.length);
  // One in training and four waiting, plus those that were trained meanwhile.
  expect(accepted.size).toBeGreaterThanOrEqual(5);
  for (const id of ids) {
    if (!accepted.has(id)) expect(await bed.database.status(id)).toBe("CREATED");
    else await waitFor(`run ${id}`, async () => (await bed.database.status(id)) === "SUCCESS");
  }
  await expectSound(service, run);
});

test("200 simultaneous predictions are all correct", async () => {
  const rows = iris.features.slice(0, 50);
  const answers = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const response = await service.post(predictPath(), { features: rows });
      const { predictions } = (await response.json()) as { predictions: string[] };
      return [response.status, new Set(predictions)];
    }),
  );
  for (const answer of answers) expect(answer).toEqual([200, new Set(["setosa"])]);
});

test("100 clients that send a byte at a time occupy no place in the queue, delay no one, and end with 408", async () => {
  const before = openFiles();
  const slow = await open(100);
  for (const [index, connection] of slow.entries()) {
    const path = index % 2 === 0 ? predictPath() : await trainPath();
    connection.sendHead(path, { "Content-Length": 1000 });
  }
  const trickle = setInterval(() => {
    for (const connection of slow) connection.send(" ");
  }, 100);
  const answers = Promise.all(slow.map((connection) => connection.answer()));
  await bed.trainedIris(service);
  await expectSound(service, run);
  expect((await answers).map((answer) => answer?.status)).toEqual(slow.map(() => 408));
  clearInterval(trickle);
  for (const connection of slow) connection.destroy();
  await expectNoFileLeft(before);
});

test("clients that never finish their request head delay no one", async () => {
  const before = openFiles();
  const slow = await open(200);
  for (const connection of slow) connection.send("POST /api/predict HTTP/1.1\r\nHost: te");
  await bed.trainedIris(service);
  await expectSound(service, run);
  for (const connection of slow) connection.destroy();
  await expectNoFileLeft(before);
});

test("interrupted bodies, with a length or chunked, leave no run, place in the queue or file behind", async () => {
  const before = openFiles();
  const paths = await Promise.all(Array.from({ length: 20 }, trainPath));
  const cut = await open(40);
  for (const [index, connection] of cut.entries()) {
    const path = index % 2 === 0 ? predictPath() : paths[index >> 1]!;
    if (index % 4 < 2) {
      connection.sendHead(path, { "Content-Length": 1000 });
      connection.send(JSON.stringify(iris).slice(0, 500));
    } else {
      connection.sendHead(path, { "Transfer-Encoding": "chunked" });
      connection.sendChunk(JSON.stringify(iris).slice(0, 500));
    }
  }
  await expectSound(service, run);
  for (const connection of cut) connection.destroy();
  await expectNoFileLeft(before);
  await expectSound(service, run);
  for (const path of paths) {
    const id = Number(new URLSearchParams(path.split("?")[1]).get("model_run_id"));
    expect(await bed.database.status(id)).toBe("CREATED");
  }
});

test("a body over the limit is refused: at once by its declared length, or, if chunked, as soon as it exceeds the limit", async () => {
  for (const path of [predictPath(), await trainPath()]) {
    const [declared, chunked] = await open(2);
    declared!.sendHead(path, { "Content-Length": 1_000_000_000_000 });
    expect(await declared!.answer()).toMatchObject({
      status: 413,
      body: expect.stringContaining("MAX_BODY_BYTES"),
    });
    chunked!.sendHead(path, { "Transfer-Encoding": "chunked" });
    chunked!.sendChunk(" ".repeat(MAX_BODY_BYTES));
    chunked!.sendChunk(" ");
    expect(await chunked!.answer()).toMatchObject({
      status: 413,
      body: expect.stringContaining("MAX_BODY_BYTES"),
    });
    for (const connection of [declared!, chunked!]) connection.destroy();
  }
  await expectSound(service, run);
});

test("a body of exactly the limit is read", async () => {
  const json = JSON.stringify({ features: iris.features.slice(0, 2) });
  const exact = json.padEnd(MAX_BODY_BYTES);
  expect((await service.post(predictPath(), exact)).status).toBe(200);
  expect((await service.post(predictPath(), `${exact} `)).status).toBe(413);
});

test("bodies in another encoding than gzip are refused before they are read", async () => {
  const bomb = Bun.gzipSync(new Uint8Array(50_000_000).fill(32));
  for (const encoding of ["br", "deflate", "zstd", "gzip, gzip", "x-anything"]) {
    const response = await service.post(predictPath(), bomb, { "Content-Encoding": encoding });
    expect([encoding, response.status, response.headers.get("accept-encoding")]).toEqual([
      encoding,
      415,
      "gzip",
    ]);
  }
  await expectSound(service, run);
});

test("a gzip bomb is a 413 as soon as it exceeds the limit, and fills no memory", async () => {
  const bomb = Bun.gzipSync(new Uint8Array(90_000_000).fill(32));
  expect(bomb.length).toBeLessThan(MAX_BODY_BYTES);
  const resident = () => (HAS_FIGURES ? processFigures(service.child.pid).residentBytes : 0);
  const before = resident();
  for (const path of [predictPath(), await trainPath()]) {
    for (const encoding of ["gzip", "GZIP", "x-gzip"]) {
      const response = await service.post(path, bomb, { "Content-Encoding": encoding });
      expect([response.status, await response.text()]).toEqual([
        413,
        expect.stringContaining("MAX_BODY_BYTES"),
      ]);
    }
  }
  expect(resident() - before).toBeLessThan(60_000_000);
  await expectSound(service, run);
});

test("invalid, incomplete and interrupted gzip leaves nothing behind", async () => {
  const gzip = Bun.gzipSync(JSON.stringify(iris));
  for (const bytes of [
    gzip.slice(0, -9),
    gzip.slice(0, 4),
    new Uint8Array(0),
    new TextEncoder().encode("{}"),
  ]) {
    const response = await service.post(predictPath(), bytes, { "Content-Encoding": "gzip" });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("is not gzip")]);
  }
  const before = openFiles();
  const cut = await open(5);
  for (const connection of cut) {
    connection.sendHead(predictPath(), { "Content-Length": gzip.length, "Content-Encoding": "gzip" });
    connection.send(Buffer.from(gzip.slice(0, 100)).toString("latin1"));
  }
  for (const connection of cut) connection.destroy();
  await expectNoFileLeft(before);
  await expectSound(service, run);
});

test("bodies that together exceed the memory for bodies are refused until there is room again", async () => {
  const maxBodyBytes = 20_000_000;
  const roomy = await bed.start({ MAX_BODY_BYTES: String(maxBodyBytes) });
  const json = JSON.stringify({ features: iris.features.slice(0, 2) }).padEnd(maxBodyBytes);
  const senders = await Promise.all(Array.from({ length: 4 }, () => RawConnection.open(roomy.url)));
  for (const sender of senders) {
    sender.sendHead(predictPath(), { "Content-Length": maxBodyBytes });
    sender.send(json.slice(0, -1));
  }
  const held = 4 * (maxBodyBytes - 1);
  await waitFor("the bodies to be there", async () =>
    (await (await roomy.get("/metrics")).text()).includes(`mlsvc_body_bytes ${held}\n`),
  );
  const refused = await roomy.post(predictPath(), " ".repeat(100));
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("5");
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining("80000000 bytes") });
  for (const sender of senders) sender.send(json.slice(-1));
  for (const sender of senders) expect((await sender.answer())?.status).toBe(200);
  for (const sender of senders) sender.destroy();
  expect((await roomy.post(predictPath(), json)).status).toBe(200);
  expect(await roomy.stop()).toBe(0);
});
