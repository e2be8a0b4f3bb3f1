import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { anchors, PAGES, ROOT, readPage, withoutBlocks } from "./pages.ts";

/** Returns the links and pictures of a page whose target is a file or heading of the project. */
function localLinks(page: string): string[] {
  return [...withoutBlocks(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target));
}

test.each(PAGES)("every link on %s has a target", (path) => {
  const broken = localLinks(readPage(path)).filter((target) => {
    const [file, anchor] = target.split("#");
    const to = file === "" ? path : relative(ROOT, join(ROOT, dirname(path), file!));
    if (!existsSync(join(ROOT, to))) return true;
    return anchor !== undefined && !anchors(readPage(to)).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test("the README links to every page of docs", () => {
  const linked = localLinks(readPage("README.md"));
  expect(PAGES.filter((path) => path.startsWith("docs/") && !linked.includes(path))).toEqual([]);
});

test.each(PAGES)("every path in backticks on %s exists", (path) => {
  const folders = "src|test|docs|scripts|statistical|deploy|examples";
  const names = withoutBlocks(readPage(path)).matchAll(new RegExp(`\`((?:${folders})/[^\`\\s]*)\``, "g"));
  const missing = [...names].map(([, name]) => name!).filter((name) => !exists(path, name));
  expect(missing).toEqual([]);
});

/** Returns whether a file or folder exists; NAME stands for any name. A link may be relative to `path`, the page. */
function exists(path: string, name: string): boolean {
  const known = name.replace(/[^/]*NAME.*$/, "");
  return existsSync(join(ROOT, known)) || existsSync(join(ROOT, dirname(path), known));
}
