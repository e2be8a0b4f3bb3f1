import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, readPage } from "./pages.ts";

const page = readPage("CONTRIBUTING.md");

/** Returns the names in a folder of the project, without hidden ones. */
function namesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).filter((name) => !name.startsWith("."));
}

test.each([
  ["src", ""],
  ["test", ""],
  ["scripts", ".ts"],
])("CONTRIBUTING.md explains every folder or script in %s", (folder, extension) => {
  const names = readdirSync(join(ROOT, folder), { withFileTypes: true }).filter((entry) =>
    extension === "" ? entry.isDirectory() : entry.name.endsWith(extension),
  );
  const missing = names.filter(({ name }) => !new RegExp(`\\b${name}\\b`).test(page));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test("CONTRIBUTING.md explains every entry of src/learn", () => {
  expect(namesIn("src/learn").filter((name) => !page.includes(`\n${name}`))).toEqual([]);
});

test("CONTRIBUTING.md lists every script of package.json", async () => {
  const { scripts } = (await Bun.file(join(ROOT, "package.json")).json()) as { scripts: object };
  expect(Object.keys(scripts).filter((name) => !page.includes(`\`bun run ${name}\``))).toEqual([]);
});
