/** The licences of Bun's runtime, which every executable contains. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BUN_VERSION } from "../targets.ts";

const FOLDER = join(import.meta.dir, "..", "..", "node_modules", "bun-types");

/** A library that Bun's runtime contains. */
export interface RuntimeLibrary {
  readonly name: string;
  /** Its licence, in the words of Bun's licence page. */
  readonly license: string;
}

/**
 * Returns Bun's own licence page, which is part of the package bun-types. Throws an error if that is another version than
 * the runtime.
 */
export function runtimeLicense(): string {
  const { version } = JSON.parse(readFileSync(join(FOLDER, "package.json"), "utf8")) as { version: string };
  if (version !== BUN_VERSION)
    throw new Error(`bun-types is ${version}, but Bun is ${BUN_VERSION}: use the same version of @types/bun`);
  const page = readFileSync(join(FOLDER, "docs", "project", "license.mdx"), "utf8");
  return page.replace(/^---\n[\s\S]*?\n---\n+/, "");
}

/** Returns the libraries in the table "Linked libraries" of Bun's licence page. Throws an error if it has none. */
export function runtimeLibraries(page = runtimeLicense()): RuntimeLibrary[] {
  const section = page.split(/^## /m).find((part) => part.startsWith("Linked libraries")) ?? "";
  const rows = [...section.matchAll(/^\| *(.+?) *\| *(.+?) *\|$/gm)]
    .map(([, name, license]) => ({ name: withoutMarkdown(name!), license: withoutMarkdown(license!) }))
    .filter(({ name }) => name !== "Library" && !/^-+$/.test(name) && !name.includes("on Windows"));
  if (rows.length === 0) throw new Error("Bun's licence page lists no linked libraries");
  // The page treats the engine in a section of its own.
  return [{ name: "JavaScriptCore (WebKit)", license: "LGPL-2" }, ...rows];
}

/** Returns a table cell without backticks, and its links as `text (address)` unless the text is the name of a library. */
function withoutMarkdown(cell: string): string {
  return cell
    .replace(/\[`([^\]]+)`\]\([^)]*\)/g, "$1")
    .replace(/\[([^\]]+)\]\(([^)]*)\)/g, "$1 ($2)")
    .replaceAll("`", "");
}
