import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";

/** The answer of a fake package registry to requests for advisories. */
let answer = { status: 200, body: "" };
const registry = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: () => new Response(answer.body, { status: answer.status }),
});
afterAll(() => registry.stop(true));

async function audit(status: number, body: unknown): Promise<{ code: number; stdout: string }> {
  answer = { status, body: JSON.stringify(body) };
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "..", "scripts", "audit.ts")], {
    env: { ...process.env, BUN_CONFIG_REGISTRY: registry.url.href, NPM_CONFIG_REGISTRY: registry.url.href },
    stdout: "pipe",
  });
  return { stdout: await new Response(child.stdout).text(), code: await child.exited };
}

test("an advisory is printed, and the audit exits with 1", async () => {
  const advisory = {
    title: "a hole",
    severity: "high",
    url: "https://example.org/1",
    vulnerable_versions: "*",
  };
  const { code, stdout } = await audit(200, { hono: [advisory] });
  expect([code, stdout]).toEqual([1, "audit: hono: high: a hole https://example.org/1\n"]);
});

test("the absence of advisories and a failure of the registry have different messages, and neither stops a build", async () => {
  expect(await audit(200, {})).toEqual({ code: 0, stdout: "audit: no known vulnerability\n" });
  const { code, stdout } = await audit(405, "busy");
  expect([code, stdout]).toEqual([0, "audit: the registry did not answer; nothing is known\n"]);
});
