import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { ProjectCopy } from "../project-copy.ts";
import { PAGES, ROOT, readPage } from "./pages.ts";

const project = new ProjectCopy();
afterAll(() => project.remove());

/** Returns the blocks of TypeScript with imports; the others are fragments. */
function blocksOf(path: string): string[] {
  return [...readPage(path).matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
    .map(([, code]) => code!)
    .filter((code) => /^import /m.test(code));
}

/** Returns the file name for a block: the name of its model, or that of a test beside the tested model. */
function fileOf(code: string, index: number): string {
  const model = /readonly name = "(\w+)"/.exec(code)?.[1];
  const tested = /from "\.\/(\w+)\.ts"/.exec(code)?.[1];
  return tested === undefined ? `${model ?? `block_${index}`}.ts` : `${tested}.test.ts`;
}

test("the TypeScript of the documentation compiles, and its tests pass", async () => {
  PAGES.flatMap(blocksOf).forEach((code, index) => {
    project.drop(fileOf(code, index), code);
  });
  const types = await project.run([join(ROOT, "node_modules/.bin/tsc"), "--noEmit"]);
  expect([types.code, types.stdout]).toEqual([0, ""]);
  const { code, stderr } = await project.run([process.execPath, "test", "./statistical"]);
  expect([code, stderr]).toEqual([0, expect.stringContaining("a larger house costs more")]);
}, 60_000);
