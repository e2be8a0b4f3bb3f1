import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PAGES, ROOT, readPage } from "./pages.ts";

/** A block of Java or XML on a page, and the target of the nearest link before it, as a path from the root. */
interface Extract {
  readonly code: string;
  readonly file: string | undefined;
}

function extracts(path: string): Extract[] {
  const page = readPage(path);
  return [...page.matchAll(/^```(java|xml)\n([\s\S]*?)^```$/gm)].map(({ 1: language, 2: code, index }) => {
    const links = page.slice(0, index).matchAll(new RegExp(`\\]\\(([^)\\s]+\\.${language})\\)`, "g"));
    const link = [...links].at(-1)?.[1];
    return { code: code!, file: link && join(dirname(path), link) };
  });
}

/** Returns whether the text contains the lines, consecutively and with the same additional indentation. */
function contains(text: string, lines: string): boolean {
  return [0, 2, 4, 6, 8].some((spaces) =>
    `\n${text}`.includes(`\n${lines.replaceAll(/^(?=.)/gm, " ".repeat(spaces))}`),
  );
}

test.each(PAGES)("the Java and XML on %s is in the linked files, which a test compiles and runs", (path) => {
  const wrong = extracts(path).filter(
    ({ code, file }) => file === undefined || !contains(readFileSync(join(ROOT, file), "utf8"), code),
  );
  expect(wrong).toEqual([]);
});
