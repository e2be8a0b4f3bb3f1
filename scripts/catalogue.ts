/** Writes the table of models into README.md, between its two markers, from the models themselves. */
import { join } from "node:path";
import { ALL } from "../src/learn/core/parameter-kinds.ts";
import { AnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, type Model } from "../src/models/model.ts";
import { REGISTRY } from "../src/models/registry.ts";

const README = join(import.meta.dir, "..", "README.md");
const START = "<!-- models: written by `bun run catalogue` -->";
const END = "<!-- end of models -->";

/** `readme` with the table of `models` in place of the one that stands between the markers. */
export function withCatalogue(readme: string, models: readonly Model[] = allModels()): string {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`README.md lacks ${START} or ${END}`);
  return `${readme.slice(0, start)}${START}\n\n${catalogue(models)}\n\n${readme.slice(end)}`;
}

function allModels(): Model[] {
  return [...REGISTRY.values()].map(({ model }) => model);
}

function catalogue(models: readonly Model[]): string {
  const rows = models.map((model) => [
    `\`${model.name}\``,
    model.description + columnsOf(model),
    parametersOf(model),
  ]);
  const table = [
    ["model", "what it is good for", "parameters and their defaults"],
    ["---", "---", "---"],
    ...rows,
  ];
  return table.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Columns of a model that has its own. */
function columnsOf({ featureNames, labelNames }: Model): string {
  if (featureNames === ANY_FEATURES) return "";
  const names = (list: readonly string[]) => list.map((name) => `\`${name}\``).join(", ");
  const features =
    featureNames.length > 4
      ? `${names(featureNames.slice(0, 3))} and ${featureNames.length - 3} more`
      : names(featureNames);
  return ` (${features} → ${names(labelNames as readonly string[])})`;
}

function parametersOf(model: Model): string {
  return (
    Object.entries(model.getDefaultParameters() as Record<string, unknown>)
      .filter(([name]) => !Object.hasOwn(AnyColumns.parameters, name))
      // The text "1.0" stands for the number 1.0, which JavaScript would print as 1.
      .map(([name, value]) => `\`${name}=${value === ALL ? value : JSON.stringify(value)}\``)
      .join(" ")
  );
}

if (import.meta.main) await Bun.write(README, withCatalogue(await Bun.file(README).text()));
