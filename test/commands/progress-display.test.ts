import { expect, test } from "bun:test";
import { Writable } from "node:stream";
import { ProgressDisplay } from "../../src/commands/terminal/progress.ts";

const ERASE = "\r\u001b[K";

/** A stream that keeps what is written: a terminal of `columns` columns, or a pipe. */
function fakeStream(columns?: number) {
  const written: string[] = [];
  const writable = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  return { stream: Object.assign(writable, terminal) as unknown as NodeJS.WriteStream, written };
}

test("on a terminal it is a bar on one line, which makes room for lines and disappears at the end", () => {
  const { stream, written } = fakeStream(60);
  const display = new ProgressDisplay("trying", { unit: "models", stream });
  display.update({ done: 4, total: 4, note: "漢字" });
  const [bar] = written;
  expect(Bun.stripANSI(bar!)).toBe(`\r${"trying "}${"█".repeat(12)} 4 of 4 models (漢字)`);
  display.line("something else");
  expect(written.at(-1)).toBe(`${ERASE}something else\n${bar!.slice(ERASE.length)}`);
  display.end();
  expect(written.at(-1)).toBe(ERASE);
  display.line("afterwards");
  expect(written.at(-1)).toBe("afterwards\n");
});

test("a bar is never as wide as its terminal", () => {
  for (const columns of [10, 20, 40]) {
    const { stream, written } = fakeStream(columns);
    const note = "漢".repeat(50);
    new ProgressDisplay("trying", { unit: "models", stream }).update({ done: 1, total: 1, note });
    expect(Bun.stringWidth(written[0]!.replace(ERASE, ""))).toBeLessThan(columns);
  }
});

test("without a total there is no bar, only the count", () => {
  const { stream, written } = fakeStream(60);
  const display = new ProgressDisplay("trying", { unit: "models", stream });
  display.update({ done: 7, total: null });
  expect(written).toEqual([`${ERASE}trying 7 models`]);
});

test("in a pipe it is a plain line every now and then, and one when all is done", () => {
  const { stream, written } = fakeStream();
  const display = new ProgressDisplay("trying", { unit: "models", stream, lineMs: 3_600_000 });
  for (let done = 0; done <= 5; done++) display.update({ done, total: 5, note: `number ${done}` });
  display.end();
  expect(written).toEqual(["mlsvc: trying: 5 of 5 models (number 5)\n"]);
  const often = new ProgressDisplay("trying", { unit: "models", stream, lineMs: 0 });
  often.update({ done: 1, total: 5 });
  often.line("something else");
  expect(written.slice(1)).toEqual(["mlsvc: trying: 1 of 5 models\n", "something else\n"]);
});
