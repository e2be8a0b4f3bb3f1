import { afterAll, beforeAll, expect, test } from "bun:test";
import { connect, createServer, type Server, type Socket } from "node:net";
import { readDatabaseAddress } from "../../src/config/database-address.ts";
import { Database } from "../../src/database/connection.ts";
import { finishRun } from "../../src/database/finish-run.ts";
import { RunLocks } from "../../src/database/run-locks.ts";
import { Schema } from "../../src/database/schema/schema.ts";
import { readResult } from "../../src/database/statements/read-result.ts";
import { readTags } from "../../src/database/statements/read-tags.ts";
import { setRunning } from "../../src/database/statements/set-running.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";

let testDatabase: TestDatabase;
let proxy: Server;
let database: Database;
let locks: RunLocks;
/** The types of the messages to the server, in order, with `|` for each answer of the server. */
let sent = "";

beforeAll(async () => {
  testDatabase = await createTestDatabase(["iris"]);
  const server = new URL(testDatabase.url);
  proxy = createServer((client: Socket) => {
    const upstream = connect(Number(server.port), server.hostname);
    client.on("data", (bytes: Buffer) => {
      sent += typesOf(bytes);
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      if (!sent.endsWith("|")) sent += "|";
      client.write(bytes);
    });
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
    for (const socket of [client, upstream]) socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as { port: number };
  const url = new URL(testDatabase.url);
  url.port = String(port);
  url.searchParams.set("sslmode", "disable");
  const address = readDatabaseAddress({ DATABASE_URL: url.href });
  database = new Database(address, 5000);
  locks = new RunLocks(address, 5000);
});
afterAll(async () => {
  await Promise.all([database.close(), locks.close()]);
  proxy.close();
  await testDatabase.drop();
});

/** Returns the types of the messages in `bytes`: P(arse), B(ind), D(escribe), E(xecute), S(ync), H (flush), Q(uery). */
function typesOf(bytes: Buffer): string {
  let types = "";
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readUInt32BE(at + 1)) {
    const type = String.fromCharCode(bytes[at]!);
    // A startup message has no type.
    if (type === "\0") break;
    types += type;
  }
  return types;
}

test("the statements of a prediction are prepared once per connection, and then take one round trip", async () => {
  const id = await testDatabase.createRun("iris");
  const reads = [
    () => database.run("read_pipeline", (sql) => readTags(sql, [id])),
    () => database.run("read_pipeline", (sql) => readTags(sql, [id, id + 1, id + 2])),
    () => database.run("read_pipeline", (sql) => readResult(sql, id, 1000)),
  ];
  // Each waits for the other, so that two connections are open and no other is being opened.
  const areOpen = Promise.withResolvers<void>();
  let open = 0;
  const [one, several] = await Promise.all(
    [[id], [id, id + 1]].map((runIds) =>
      database.run("read_pipeline", async (sql) => {
        open++;
        if (open === 2) areOpen.resolve();
        await areOpen.promise;
        return readTags(sql, runIds);
      }),
    ),
  );
  for (const read of reads) {
    await read();
    // One connection has prepared it by then, the one that was used last.
    sent = "";
    await read();
    expect(sent).toBe("BES|");
  }
  const tag = one!.get(id);
  expect(tag).toMatch(/^\d+:\(\d+,\d+\)$/);
  expect(several).toEqual(new Map([[id, tag!]]));
  expect(await reads[2]!()).toEqual({ status: "CREATED", tag: tag!, size: null, bytes: null });
  expect(await database.run("read_pipeline", (sql) => readResult(sql, id + 1, 1000))).toBeNull();
  expect(await database.run("read_pipeline", (sql) => readTags(sql, [id + 1]))).toEqual(new Map());
});

test("a prepared statement works after a change of its table", async () => {
  const id = await testDatabase.createRun("iris");
  const read = () => database.run("read_pipeline", (sql) => readResult(sql, id, 1000));
  const before = await read();
  await testDatabase.sql`alter table model_runs add column extra integer`;
  expect(await read()).toEqual(before);
  await testDatabase.sql`alter table model_runs alter column run_status type text`;
  expect((await read())?.status).toBe("CREATED");
  await testDatabase.sql`update model_runs set run_result = ${Buffer.from("abc")} where id = ${id}`;
  const after = await read();
  expect([after?.size, Buffer.from(after!.bytes!).toString()]).toEqual([3, "abc"]);
  expect(after?.tag).not.toBe(before?.tag);
  expect((await database.run("read_pipeline", (sql) => readResult(sql, id, 2)))?.bytes).toBeNull();
});

/** Takes a new run through its life in the database. Returns what each step sent, and the run's id. */
async function liveRun() {
  const id = await testDatabase.createRun("iris");
  const layout = await new Schema(database).layout();
  const steps: Record<string, string> = {};
  const step = async (name: string, action: () => Promise<unknown>) => {
    sent = "";
    expect([name, await action()]).not.toEqual([name, null]);
    steps[name] = sent;
  };
  await step("lock", () => locks.acquire(id, () => {}));
  await step("RUNNING", () => locks.transaction("start_run", id, (sql) => setRunning(sql, id, "iris")));
  const end = { result: Buffer.from("pipeline"), metrics: [{ name: "accuracy", value: "0.5" }] };
  await step("SUCCESS", () => locks.transaction("store_run", id, (sql) => finishRun(sql, id, end, layout)));
  await locks.release(id);
  return { id, steps };
}

test("the statements of a run are prepared for the next one, which then takes few round trips", async () => {
  await liveRun();
  const { id, steps } = await liveRun();
  expect(steps).toEqual({ lock: "BES|", RUNNING: "Q|BES|Q|", SUCCESS: "Q|BESBESBES|Q|" });
  expect(await testDatabase.status(id)).toBe("SUCCESS");
});

test("the next run works after a change of the tables", async () => {
  await liveRun();
  await testDatabase.sql`create type status as enum ('CREATED', 'RUNNING', 'SUCCESS', 'FAILED')`;
  await testDatabase.sql`alter table model_runs alter column run_status type status using run_status::status`;
  await testDatabase.sql`alter table model_run_metrics alter column metric_value type text`;
  await testDatabase.sql`alter table model_run_metrics add column unit text`;
  const { id } = await liveRun();
  expect(await testDatabase.status(id)).toBe("SUCCESS");
  expect(await testDatabase.metrics(id)).toEqual({ accuracy: "0.5" });
});
