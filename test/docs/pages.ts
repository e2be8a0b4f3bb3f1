import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The root of the project. */
export const ROOT = join(import.meta.dir, "..", "..");

/** The paths of all pages, from the root. */
export const PAGES: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "examples/spring-boot/README.md",
  "test/golden/README.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

/** Returns the text of a page. */
export function readPage(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** Returns the headings of a page as in links: `several-replicas` for `## Several replicas`. */
export function anchors(page: string): string[] {
  return [...withoutBlocks(page).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Returns a page without its fenced code blocks. */
export function withoutBlocks(page: string): string {
  return page.replaceAll(/^```[\s\S]*?^```$/gm, "");
}
