import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTrainingBody } from "../datasets.ts";
import { HttpConnection, requestBytes } from "../http-connection.ts";
import { resetPeak, treeMemory } from "../process-tree.ts";
import type { Load } from "./load.ts";
import { trainPath, untilSuccess } from "./run.ts";

const MODEL = "logistic_regression";
const ROWS = 1_000_000;
const HEALTH = requestBytes("/api/health");

/**
 * Measures a training on a million rows in a new process: `acceptMs`, `successMs`, its peak memory `mib`, and
 * `healthMs`, the longest wait for a response to `GET /api/health` until the training was accepted. The body is
 * sent by a separate process, so that sending it does not delay the health requests.
 */
export function largeBody(): Load {
  return {
    participants: ["mlsvc", "peer"],
    rounds: 3,
    warmUp: false,
    async prepare({ database, start }, scale) {
      const folder = mkdtempSync(join(tmpdir(), "mlsvc-bench-body-"));
      const file = join(folder, "body.json");
      await writeTrainingBody(file, scale.rows(ROWS));
      return {
        async once() {
          const process = await start();
          try {
            resetPeak(process.pid);
            const runId = await database.createRun(MODEL);
            const sender = await sendFile(process.port, trainPath(MODEL, runId), file);
            const began = performance.now();
            const accepted = sender.send();
            const healthMs = await longestWait(process.port, accepted);
            await accepted;
            const acceptMs = performance.now() - began;
            await untilSuccess(database, runId);
            const successMs = performance.now() - began;
            return { acceptMs, successMs, healthMs, mib: treeMemory(process.pid, "VmHWM") };
          } finally {
            await process.stop();
          }
        },
        end: () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  };
}

/**
 * Starts a process that has read the body and waits. `send` makes it send the body, and resolves when the response
 * is 200.
 */
async function sendFile(port: number, path: string, file: string): Promise<{ send(): Promise<void> }> {
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, "send-file.ts"), String(port), path, file],
    {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
    },
  );
  const lines = child.stdout.getReader();
  await lines.read();
  return {
    async send() {
      child.stdin.write("go\n");
      await child.stdin.end();
      if ((await child.exited) !== 0) throw new Error("the body could not be sent, or was refused");
    },
  };
}

/** Requests the health repeatedly until `end` has settled. Returns the longest wait in milliseconds. */
async function longestWait(port: number, end: Promise<unknown>): Promise<number> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  end.then(over, over);
  const connection = await HttpConnection.open(port);
  let longest = 0;
  while (!isOver) {
    const began = performance.now();
    const { status } = await connection.send(HEALTH);
    if (status !== 200) throw new Error(`health was answered ${status}`);
    longest = Math.max(longest, performance.now() - began);
    await Bun.sleep(1);
  }
  connection.close();
  return longest;
}
