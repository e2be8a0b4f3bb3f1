/** Writes the generated parts of docs/models.md and docs/building-blocks.md from the models and the steps themselves. */
import { join } from "node:path";
import { REGISTRY } from "../src/models/registry.ts";
import { withBuildingBlocks } from "./catalogue/building-blocks-page.ts";
import { withModels } from "./catalogue/models-page.ts";

const DOCS = join(import.meta.dir, "..", "docs");

async function rewrite(name: string, generate: (page: string) => string): Promise<void> {
  const path = join(DOCS, name);
  await Bun.write(path, generate(await Bun.file(path).text()));
}

await rewrite("models.md", (page) => withModels(page, [...REGISTRY.values()]));
await rewrite("building-blocks.md", withBuildingBlocks);
