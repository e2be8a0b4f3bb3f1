import { expect, test } from "bun:test";
import { ReportThread } from "../../src/reports/report-thread.ts";
import { reportedRun } from "../insight/reports.ts";
import { waitFor } from "../wait.ts";

const { bytes, report } = reportedRun("clusters");

test("a report is written as data and as a page, one after another on the same thread", async () => {
  const thread = new ReportThread();
  const data = await thread.write({ runId: 42, bytes, format: "json" });
  expect(data).toEqual({ type: "written", model: "kmeans", text: JSON.stringify(report) });
  const page = await thread.write({ runId: 42, bytes, format: "html" });
  expect(page).toEqual({ type: "written", model: "kmeans", text: expect.stringMatching(/^<!doctype html>/) });
  thread.end();
});

test("bytes that are no pipeline are refused with the reason, and the thread goes on", async () => {
  const thread = new ReportThread();
  const pickle = new Uint8Array([0x80, 4, 0x95]);
  expect(await thread.write({ runId: 1, bytes: pickle, format: "html" })).toEqual({
    type: "unreadable",
    message: "it is a Python pickle, left by the former service; train the run again",
  });
  expect((await thread.write({ runId: 42, bytes, format: "html" })).type).toBe("written");
  thread.end();
});

test("an idle thread ends, and the next report starts another", async () => {
  const thread = new ReportThread(1);
  for (let again = 0; again < 2; again++) {
    expect((await thread.write({ runId: 42, bytes, format: "json" })).type).toBe("written");
    await waitFor("the thread to end", () => !thread.isRunning);
  }
});

test("a thread that fails fails the report, and the next one starts another", async () => {
  const thread = new ReportThread();
  const broken = { runId: 42, bytes: null as never, format: "json" } as const;
  await expect(thread.write(broken)).rejects.toThrow("the thread that writes reports failed");
  expect(thread.isRunning).toBe(false);
  expect((await thread.write({ runId: 42, bytes, format: "json" })).type).toBe("written");
  thread.end();
});

test("a thread that is ended fails the report that it writes", async () => {
  const thread = new ReportThread();
  const written = thread.write({ runId: 42, bytes, format: "json" });
  thread.end();
  await expect(written).rejects.toThrow("the thread that writes reports was ended");
});
