import { defineParameters } from "../../src/learn/core/parameters.ts";
import { AnyColumns } from "../../src/models/any-columns.ts";
import { ClassDecisions } from "../../src/models/class-decisions.ts";
import { ANY_FEATURES, type Model } from "../../src/models/model.ts";
import { withCommon } from "../../src/models/parameters.ts";
import type { RegisteredModel } from "../../src/models/read-model-files.ts";
import { transformLabelParameters } from "../../src/models/transform-label.ts";
import { markdownTable, parameterTable, withGenerated } from "./table.ts";
import { WHEN_TO_USE } from "./when-to-use.ts";

/** Returns docs/models.md with its generated part anew: the parameters of all models, a list, and a section per model. */
export function withModels(page: string, models: readonly RegisteredModel[]): string {
  const isGeneral = ({ model }: RegisteredModel) => model.featureNames === ANY_FEATURES;
  const general = models.filter(isGeneral);
  const own = models.filter((registered) => !isGeneral(registered));
  return withGenerated(
    page,
    [
      "## Parameters of every model",
      parameterTable(withCommon(defineParameters({})).entries),
      "Models of any columns also have:",
      parameterTable(AnyColumns.parameters),
      "Classifiers of any columns also have (see [probabilities and the decision](#probabilities-and-the-decision)):",
      parameterTable(ClassDecisions.parameters),
      "Regressors of any columns also have (see [labels](#labels)):",
      parameterTable(transformLabelParameters),
      "## Models of any columns",
      list(general),
      ...general.map(section),
      "## Models with columns of their own",
      "They are examples to learn from.",
      list(own),
      ...own.map(section),
    ].join("\n\n"),
  );
}

function list(models: readonly RegisteredModel[]): string {
  return markdownTable(
    ["model", "what it predicts, and how"],
    models.map(({ model }) => [`[\`${model.name}\`](#${model.name})`, model.description]),
  );
}

function section({ model, file }: RegisteredModel): string {
  const path = `statistical/${file}.ts`;
  const parts = [`### ${model.name}`, `${model.description}. Source: [${path}](../${path}).`];
  if (model.featureNames !== ANY_FEATURES) parts.push(columns(model));
  const advice = WHEN_TO_USE[model.name];
  if (advice !== undefined) parts.push(`**When to use it:** ${advice}`);
  parts.push(parameterTable(ownEntries(model)));
  return parts.join("\n\n");
}

/** The parameters of a model without those that are listed once for all. */
function ownEntries({ parameters: { entries } }: Model): typeof entries {
  const common = Object.values(transformLabelParameters);
  const own = Object.entries(ClassDecisions.withoutOwn(AnyColumns.withoutOwn(entries))).filter(
    ([, entry]) => !common.includes(entry as never),
  );
  return Object.fromEntries(own) as typeof entries;
}

function columns({ featureNames, labelNames }: Model): string {
  const names = (list: readonly string[]) => list.map((name) => `\`${name}\``).join(", ");
  return `Columns: ${names(featureNames as readonly string[])}. Label: ${names(labelNames as readonly string[])}.`;
}
