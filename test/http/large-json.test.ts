import { expect, test } from "bun:test";
import { largeJson } from "../../src/http/large-json.ts";

const ANSWERS: [what: string, answer: Record<string, unknown>][] = [
  ["nothing", {}],
  ["no entries", { a: undefined, b: [], c: null }],
  ["short lists", { status: "success", predictions: [1, "ü", true], names: ['"'] }],
  ["a list of exactly one piece", { x: Array.from({ length: 20_000 }, (_, i) => i) }],
  ["a list of one entry more", { x: Array.from({ length: 20_001 }, (_, i) => ({ "]": i })), y: 1 }],
  ["lists of many pieces", { x: Array(70_000).fill([1, "a,b"]), y: Array(50_000).fill("😀"), z: {} }],
];

for (const [what, answer] of ANSWERS) {
  test(`an answer of ${what} is the text of JSON.stringify`, async () => {
    expect(await new Response(await largeJson(answer)).text()).toBe(JSON.stringify(answer));
  });
}

test("the event loop runs while a long list is written", async () => {
  let turns = 0;
  const count = setInterval(() => turns++, 0);
  await largeJson({ x: Array.from({ length: 2_000_000 }, (_, i) => ({ a: i, b: "text" })) });
  clearInterval(count);
  expect(turns).toBeGreaterThan(5);
});
