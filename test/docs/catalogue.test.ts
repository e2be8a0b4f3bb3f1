import { expect, test } from "bun:test";
import { withBuildingBlocks } from "../../scripts/catalogue/building-blocks-page.ts";
import { withModels } from "../../scripts/catalogue/models-page.ts";
import { WHEN_TO_USE } from "../../scripts/catalogue/when-to-use.ts";
import * as face from "../../src/index.ts";
import { LIBRARY_STEPS } from "../../src/learn/steps.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import { readPage } from "./pages.ts";

/** Returns whether the model of this file belongs to mlsvc; models added to `statistical/` need not be documented. */
function isIncluded(file: string): boolean {
  return /^(general|examples)\//.test(file);
}

test("docs/models.md is the one that `bun run catalogue` writes", () => {
  const page = readPage("docs/models.md");
  const models = [...REGISTRY.values()].filter(
    ({ file, model }) => isIncluded(file) || page.includes(`\n### ${model.name}\n`),
  );
  expect(withModels(page, models)).toBe(page);
});

test("docs/building-blocks.md is the one that `bun run catalogue` writes", () => {
  const page = readPage("docs/building-blocks.md");
  expect(withBuildingBlocks(page)).toBe(page);
});

test("docs/models.md says when to use each model in statistical/general, and no others", () => {
  const general = [...REGISTRY.values()].filter(({ file }) => file.startsWith("general/"));
  expect(Object.keys(WHEN_TO_USE).sort()).toEqual(general.map(({ model }) => model.name).sort());
});

test('every step of docs/building-blocks.md can be imported from "mlsvc"', () => {
  expect(LIBRARY_STEPS.filter((step) => !Object.values(face).includes(step as never))).toEqual([]);
});
