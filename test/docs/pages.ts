import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The root of the project. */
export const ROOT = join(import.meta.dir, "..", "..");

/** The path of every page, from the root. */
export const PAGES: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "examples/spring-boot/README.md",
  "test/golden/README.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

/** The text of a page. */
export function readPage(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** The headings of a page as links name them: `## Several replicas` is `several-replicas`. */
export function anchors(page: string): string[] {
  return [...withoutBlocks(page).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** A page without its fenced blocks. */
export function withoutBlocks(page: string): string {
  return page.replaceAll(/^```[\s\S]*?^```$/gm, "");
}
